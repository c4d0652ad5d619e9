/**
 * What the loader costs: one sample of 480x640 brought to a network's input by each pipeline, and the share of a
 * mini-hrnet step spent waiting for its batch. Options: "samples" (the first alone, needs no GPU), "steps".
 */
import { installWebGpu } from '../../src/cli/node-gpu';
import type { ExperimentConfig } from '../../src/config/experiment';
import { presetOf } from '../../src/config/parse';
import { augment, augmentSeed, type AugmentOptions } from '../../src/data/augment/augment';
import { applyPhotometric } from '../../src/data/augment/photometric';
import { placed, wholeOf } from '../../src/data/augment/place';
import type { Dataset } from '../../src/data/dataset';
import { Loader } from '../../src/data/loader';
import { decodeRecord, encodeRecord } from '../../src/data/record';
import type { Sample } from '../../src/data/sample';
import { closeGpu, openGpu } from '../../src/gpu/device';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { labelRules } from '../../src/session/label-rules';
import { Trainer } from '../../src/training/trainer';
import { syntheticSample } from '../helpers/synthetic';
import { median } from './measure';

const STORED = [480, 640] as const;
const REPEATED = 24;
const IMAGES = 12;
const STEPS = 4; // a software adapter takes seconds for each
const BATCH = 1; // the shortest step: each sample more lengthens it by more than its reading takes
const MEAN_DEPTH = 2.5;

/** Median and largest of the milliseconds that `work` takes. */
function timed(work: (k: number) => unknown): string {
  for (let k = 0; k < REPEATED; k++) work(k); // compiled now
  const times = Array.from({ length: REPEATED }, (_, k) => {
    const start = performance.now();
    work(k);
    return performance.now() - start;
  });
  return `${median(times).toFixed(1).padStart(6)} ms, at most ${Math.max(...times).toFixed(1)}`;
}

function measureSamples(): void {
  const sample = syntheticSample(1, ...STORED);
  const record = encodeRecord(sample);
  console.log(`reading a record of ${STORED.join('x')}: ${timed(() => decodeRecord(record.slice(), 'sample'))}`);
  const inputs = [
    [128, 192],
    [224, 288],
    [448, 576],
  ] as const;
  for (const input of inputs) {
    console.log(input.join('x'));
    for (const pipeline of ['none', 'inv-pt', 'mti-net-nyud', 'mti-net-pascal'] as const) {
      for (const fit of ['contain', 'stretch'] as const) {
        const options: AugmentOptions = { pipeline, fit, input, rules: labelRules() };
        const what = `${pipeline}, ${fit}`.padEnd(24);
        console.log(`  ${what} ${timed((k) => augment(sample, options, augmentSeed(1, k, 1)))}`);
      }
    }
    const placement = { size: input, crop: wholeOf(input), flipped: true, bytes: 'cut' } as const;
    console.log(`  ${'bilinear image alone'.padEnd(24)} ${timed(() => placed(sample, placement, []))}`);
    const { image } = placed(sample, placement, []);
    const photometric = { brightness: 9, contrast: 1.1, contrastLast: true, saturation: 1.1, hue: 7 };
    console.log(`  ${'photometric alone, all'.padEnd(24)} ${timed(() => applyPhotometric(image, photometric))}`);
  }
}

/** Records in memory, read as those of a folder are. */
function recordsOf(samples: readonly Sample[]): Dataset {
  const records = samples.map((sample) => encodeRecord(sample));
  const info: Dataset['info'] = {
    name: 'records',
    height: STORED[0],
    width: STORED[1],
    counts: { train: samples.length, val: 0 },
    meanDepth: MEAN_DEPTH,
    labelSet: 'nyuv2-40',
    labels: ['semseg', 'depth', 'normals', 'boundary'],
  };
  return { info, read: async (_, index) => decodeRecord(records[index]!.slice(), `record ${index}`) };
}

interface Waits {
  readonly waited: number;
  readonly whole: number;
}

/** Milliseconds of steps, and of those until the batch is there. */
async function measureSteps(config: ExperimentConfig, samples: (step: number) => Promise<Sample[]>): Promise<Waits> {
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: MEAN_DEPTH }));
  const trainer = new Trainer(config, model, tasks);
  const rows: Waits[] = [];
  for (let step = 0; step <= STEPS; step++) {
    const start = performance.now();
    const batch = await samples(step);
    const waited = performance.now() - start;
    await trainer.step(step, batch);
    rows.push({ waited, whole: performance.now() - start });
  }
  trainer.dispose();
  model.dispose();
  const after = rows.slice(1); // the first compiles, and finds nothing read
  const mean = (of: (row: Waits) => number): number => after.reduce((sum, row) => sum + of(row), 0) / after.length;
  return { waited: mean(({ waited }) => waited), whole: mean(({ whole }) => whole) };
}

/** Milliseconds that one batch takes when nothing else is done. */
async function batchAlone(loader: Loader): Promise<number> {
  for (let step = 0; step < IMAGES; step++) await loader.batch(step); // compiled now
  const start = performance.now();
  for (let step = IMAGES; step < 3 * IMAGES; step++) await loader.batch(step);
  return (performance.now() - start) / (2 * IMAGES);
}

async function measureWaits(): Promise<void> {
  const batch = BATCH;
  const config = { ...presetOf('mini-hrnet'), batch };
  const options: AugmentOptions = { pipeline: 'inv-pt', fit: 'contain', input: config.input, rules: labelRules() };
  const stored = Array.from({ length: IMAGES }, (_, k) => syntheticSample(k, ...STORED));
  const ready = stored.slice(0, batch).map((sample, k) => augment(sample, options, augmentSeed(1, 0, k)).sample);
  const newLoader = (): Loader =>
    new Loader({ dataset: recordsOf(stored), split: 'train', batch, seed: 1, augment: options });
  const alone = await batchAlone(newLoader());
  const loader = newLoader();
  await openGpu();
  const without = await measureSteps(config, async () => ready);
  const { waited, whole } = await measureSteps(config, (step) => loader.batch(step));
  closeGpu();
  const share = ((100 * waited) / whole).toFixed(1);
  console.log(
    `mini-hrnet, batch ${batch}: ${whole.toFixed(0)} ms a step, ${waited.toFixed(1)} ms (${share} %) of them waiting for the batch; ${without.whole.toFixed(0)} ms a step with the batch at hand; ${alone.toFixed(1)} ms for a batch alone`,
  );
}

export async function bench({ args }: { readonly args: readonly string[] }): Promise<void> {
  const wanted = (part: string): boolean => args.length === 0 || args.includes(part);
  if (wanted('samples')) measureSamples();
  if (!wanted('steps')) return;
  installWebGpu();
  await measureWaits();
}
