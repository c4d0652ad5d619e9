/** PAD-Net in evaluation on the CPU in double precision, task by task, layer by layer, from its description. */
import type { Head } from '../../src/model/types';
import type { StateTensor } from '../../src/nn/state-dict';
import { convReference } from './conv-reference';
import { resized } from './nchw-reference';

const EPSILON = 1e-5; // of batch norms

/** [height, width, channels] */
export interface ReferenceMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

type Weights = ReadonlyMap<string, StateTensor>;
type Layer = (x: ReferenceMap, name: string) => ReferenceMap;

const mapped = (x: ReferenceMap, f: (value: number, i: number) => number): ReferenceMap => ({
  ...x,
  data: Float64Array.from(x.data, f),
});
const relu = (x: ReferenceMap): ReferenceMap => mapped(x, (value) => Math.max(value, 0));
const sum = (x: ReferenceMap, y: ReferenceMap): ReferenceMap => mapped(x, (value, i) => value + y.data[i]!);
const gated = (gate: ReferenceMap, x: ReferenceMap): ReferenceMap =>
  mapped(x, (value, i) => value / (1 + Math.exp(-gate.data[i]!)));

function convolution(weights: Weights): Layer {
  return (x, name) => {
    const { shape, data } = weights.get(`${name}.weight`)!;
    const [out, channels, rows, columns] = shape as [number, number, number, number];
    const filter = new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const [o, c, k] = [
        Math.floor(i / (channels * rows * columns)),
        Math.floor(i / (rows * columns)) % channels,
        i % (rows * columns),
      ];
      filter[(k * channels + c) * out + o] = data[i]!;
    }
    const { y } = convReference(
      {
        x: [1, x.height, x.width, x.channels],
        kernel: [rows, columns],
        out,
        stride: 1,
        padding: (rows - 1) / 2,
        dilation: 1,
      },
      {
        x: x.data,
        filter,
        bias: weights.get(`${name}.bias`)?.data ?? new Float64Array(out),
        dy: new Float64Array(x.height * x.width * out),
      },
    );
    return { ...x, channels: out, data: y };
  };
}

function norm(weights: Weights): Layer {
  return (x, name) => {
    const of = (part: string, c: number): number => weights.get(`${name}.${part}`)!.data[c]!;
    return mapped(x, (value, i) => {
      const c = i % x.channels;
      const scale = of('weight', c) / Math.sqrt(of('running_var', c) + EPSILON);
      return (value - of('running_mean', c)) * scale + of('bias', c);
    });
  };
}

/** The coarse map enlarged, behind the fine one along the channels. */
function joined(fine: ReferenceMap, coarse: ReferenceMap): ReferenceMap {
  const { height, width } = fine;
  const planes = Float32Array.from({ length: coarse.data.length }, (_, i) => {
    const pixels = coarse.height * coarse.width;
    return coarse.data[(i % pixels) * coarse.channels + Math.floor(i / pixels)]!;
  });
  const shape = [1, coarse.channels, coarse.height, coarse.width];
  const large = resized({ shape, data: planes }, [height, width]).data;
  const channels = fine.channels + coarse.channels;
  const data = Float64Array.from({ length: height * width * channels }, (_, i) => {
    const [pixel, c] = [Math.floor(i / channels), i % channels];
    if (c < fine.channels) return fine.data[pixel * fine.channels + c]!;
    return large[(c - fine.channels) * height * width + pixel]!;
  });
  return { height, width, channels, data };
}

export interface PadNetMaps {
  readonly features: ReferenceMap;
  readonly initial: ReferenceMap;
  readonly final: ReferenceMap;
}

export function padNetReference(
  weights: Weights,
  heads: readonly Head[],
  { fine, coarse }: { readonly fine: ReferenceMap; readonly coarse: ReferenceMap },
): Record<string, PadNetMaps> {
  const [conv, bn] = [convolution(weights), norm(weights)];
  const bottleneck: Layer = (x, name) => {
    const first = relu(bn(conv(x, `${name}.conv1`), `${name}.bn1`));
    const second = relu(bn(conv(first, `${name}.conv2`), `${name}.bn2`));
    const third = bn(conv(second, `${name}.conv3`), `${name}.bn3`);
    const hasShortcut = weights.has(`${name}.downsample.0.weight`);
    return relu(sum(third, hasShortcut ? bn(conv(x, `${name}.downsample.0`), `${name}.downsample.1`) : x));
  };
  const fuse = 'backbone.1.last_layer';
  const fused = relu(bn(conv(joined(fine, coarse), `${fuse}.0`), `${fuse}.1`));
  const start = 'initial_task_prediction_heads';
  const features = heads.map(({ id }) => [0, 1].reduce((x, i) => bottleneck(x, `${start}.layers.${id}.${i}`), fused));
  const message = (target: string, a: number): ReferenceMap => {
    const name = `multi_modal_distillation.self_attention.${target}.${heads[a]!.id}`;
    return gated(conv(features[a]!, `${name}.attention.0`), conv(features[a]!, `${name}.conv`));
  };
  return Object.fromEntries(
    heads.map(({ id }, t) => {
      const others = heads.map((_, a) => a).filter((a) => a !== t);
      const distilled = others.reduce((x, a) => sum(x, message(id, a)), features[t]!);
      const last = [0, 1].reduce((x, i) => bottleneck(x, `heads.${id}.${i}`), distilled);
      return [
        id,
        {
          features: features[t]!,
          initial: conv(features[t]!, `${start}.conv_out.${id}`),
          final: conv(last, `heads.${id}.2`),
        },
      ];
    }),
  );
}
