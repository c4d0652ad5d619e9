/** How long odsF takes: 480x640 images of boundaries, counted in place and in threads. */
import { Random } from '../../src/base/random';
import { metricsThreads, type Bundle } from '../../src/cli/metrics-threads';
import { MetricsPool } from '../../src/session/metrics-pool';
import { EdgeMeter } from '../../src/tasks/metrics/edges/meter';

const [HEIGHT, WIDTH] = [480, 640];
const CELLS = 40;

interface Image {
  readonly label: Float32Array;
  readonly prediction: Float32Array;
}

/** Cells about random points; the prediction is blurred and has textures for edges, as a network's that knows a little. */
function imageOf(seed: number): Image {
  const random = new Random(seed);
  const points = Array.from({ length: CELLS }, () => [random.below(HEIGHT), random.below(WIDTH)] as const);
  const edge = new Float32Array(HEIGHT * WIDTH).map((_, i) => {
    const [y, x] = [Math.floor(i / WIDTH), i % WIDTH];
    let [nearest, second] = [Infinity, Infinity];
    for (const [v, u] of points) {
      const away = Math.sqrt((y - v) ** 2 + (x - u) ** 2);
      second = Math.min(second, Math.max(away, nearest));
      nearest = Math.min(nearest, away);
    }
    return (second - nearest) / 2; // pixels from the nearest boundary
  });
  return {
    label: edge.map((distance) => (distance < 1 ? 1 : 0)),
    prediction: edge.map((distance, i) => {
      const texture = 0.15 * (1 + Math.sin(Math.floor(i / WIDTH) / 7 + seed) * Math.sin((i % WIDTH) / 9 + seed));
      return Math.min(0.7 * Math.exp(-distance / 3) + texture, 1);
    }),
  };
}

async function seconds(
  pool: MetricsPool,
  images: readonly Image[],
): Promise<{ took: number; cpu: number; odsF: number }> {
  const meter = new EdgeMeter({ maxDistance: 0.011, fromChanges: true }, pool.countEdges);
  const extent = { height: HEIGHT, width: WIDTH };
  const [began, used] = [performance.now(), process.cpuUsage()];
  await Promise.all(images.map(({ prediction, label }) => meter.add(prediction, label, extent)));
  const { user, system } = process.cpuUsage(used); // of all threads: what counts where others use the cores, too
  return { took: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, odsF: meter.values().odsF };
}

export async function bench({ args, bundle }: { readonly args: readonly string[]; readonly bundle: Bundle }) {
  const images = Array.from({ length: Number(args[0] ?? 20) }, (_, k) => imageOf(k + 1));
  const threads = await metricsThreads(bundle);
  const [here, there] = [await seconds(new MetricsPool(undefined), images), await seconds(threads, images)];
  for (const [name, { took, cpu, odsF }] of Object.entries({ 'in place': here, 'in threads': there }))
    console.log(
      `${images.length} images of ${HEIGHT}x${WIDTH} ${name}: ${took.toFixed(1)} s, ${cpu.toFixed(1)} s of cores, odsF ${odsF.toFixed(4)}`,
    );
  console.log(`ratio ${(here.took / there.took).toFixed(2)}`);
  threads.close();
}
