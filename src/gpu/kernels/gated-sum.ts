/** Every task's features plus the gated messages of the others. shaders/gated-sum*.wgsl. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface GatedAttrs {
  readonly tasks: number;
  readonly channels: number;
}

const LANES = 64;
const forward = defineKernel('gated-sum');
const backward = defineKernel('gated-sum-grad');

const op = defineOp<GatedAttrs>({
  name: 'TfGatedSum',
  forward({ features, pairs }, attrs) {
    const { shape } = features!;
    const size = shape.reduce((a, b) => a * b, 1);
    const { out } = forward.run({
      inputs: { features: features!, pairs: pairs! },
      outputs: { out: { shape } },
      uniforms: { size, ...attrs },
      groups: linearGroups(size, LANES),
    });
    return [out!];
  },
  saveInputs: ['pairs'],
  gradient([dout], [pairs], attrs) {
    const count = pairs!.size / 2;
    const { dpairs } = backward.run({
      inputs: { pairs: pairs!, dout: dout! },
      outputs: { dpairs: { shape: pairs!.shape } },
      uniforms: { count, ...attrs },
      groups: linearGroups(count, LANES),
    });
    return { features: tf.clone(dout!), pairs: asTensor(dpairs!) };
  },
});

/**
 * @param features [B, H, W, tasks * C]
 * @param pairs [B, H, W, tasks * (tasks - 1) * 2 * C]: by source a, then target t != a in order: gate (before its
 * sigmoid), message
 * @returns [B, H, W, tasks * C]: features_t + sum over a of sigmoid(gate) message
 */
export function gatedSum(features: Tensor4D, pairs: Tensor4D, tasks: number): Tensor4D {
  const channels = features.shape[3] / tasks;
  const wanted = [...features.shape.slice(0, 3), 2 * tasks * (tasks - 1) * channels];
  if (!Number.isInteger(channels) || pairs.shape.join() !== wanted.join())
    throw new Error(
      `gatedSum of ${tasks} tasks: features [${features.shape.join(', ')}] want pairs [${wanted.join(', ')}], not [${pairs.shape.join(', ')}]`,
    );
  return op({ features, pairs }, { tasks, channels })[0] as Tensor4D;
}
