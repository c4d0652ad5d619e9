/** One map gated channel by channel for each task, plus the task's own features. shaders/channel-gate*.wgsl. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';
import { pixelChunks } from './spatial-mean';
import { sumChunks } from './sum-parts';

interface GateAttrs {
  readonly tasks: number;
}

const LANES = 64;
const MOST_TASKS = 8; // registers of the gradient
const forward = defineKernel('channel-gate');
const backward = defineKernel('channel-gate-grad');

const op = defineOp<GateAttrs>({
  name: 'TfChannelGate',
  forward({ x, gate, features }, { tasks }) {
    const [, height, width, channels] = x!.shape as [number, number, number, number];
    const size = features!.shape.reduce((a, b) => a * b, 1);
    const { y } = forward.run({
      inputs: { x: x!, gate: gate!, features: features! },
      outputs: { y: { shape: features!.shape } },
      uniforms: { size, pixels: height * width, tasks, channels },
      groups: linearGroups(size, LANES),
    });
    return [y!];
  },
  saveInputs: ['x', 'gate'],
  gradient([dy], [x, gate], { tasks }) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const pixels = height * width;
    const { chunks, perChunk } = pixelChunks(pixels);
    const { dx, parts } = backward.run({
      inputs: { x: x!, gate: gate!, dy: dy! },
      outputs: { dx: { shape: x!.shape }, parts: { shape: [chunks, ...gate!.shape] } },
      uniforms: { batch, pixels, tasks, channels, chunks, perChunk },
      groups: linearGroups(chunks * batch * channels, LANES),
    });
    return { x: asTensor(dx!), gate: asTensor(sumChunks(parts!)), features: tf.clone(dy!) };
  },
});

export interface ChannelGateInputs {
  /** [B, H, W, C] */
  readonly x: Tensor4D;
  /** [B, 1, 1, tasks * C], before its sigmoid */
  readonly gate: Tensor4D;
  /** [B, H, W, tasks * C] */
  readonly features: Tensor4D;
}

/** @returns [B, H, W, tasks * C]: sigmoid(gate_t) x + features_t */
export function channelGate(inputs: ChannelGateInputs, tasks: number): Tensor4D {
  const [batch, height, width, channels] = inputs.x.shape;
  const fits =
    inputs.gate.shape.join() === [batch, 1, 1, tasks * channels].join() &&
    inputs.features.shape.join() === [batch, height, width, tasks * channels].join();
  if (!fits || tasks > MOST_TASKS) {
    const shapes = [inputs.x, inputs.gate, inputs.features].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new Error(
      `channelGate of ${tasks} tasks (at most ${MOST_TASKS}): x, gate, features are ${shapes.join(', ')}`,
    );
  }
  return op({ ...inputs }, { tasks })[0] as Tensor4D;
}
