/** Whether the GPU has room for a model that is looked at: what it needs is counted, and asked for once. */
import * as tf from '@tensorflow/tfjs-core';
import { bytes as inWords } from '../base/words';
import { GpuError, InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { rawPredictions, type PredictionSource } from '../evaluation/evaluate';
import { onPlan } from '../gpu/plan';
import { MultiTaskModel } from '../model/multitask';
import { headsOf, tasksOf } from './heads';
import { nextTask } from './turns';

/** Bytes on the GPU of the model and of predicting one image with it. Needs a browser with WebGPU, and no adapter. */
export async function needOf(config: ExperimentConfig, source: PredictionSource): Promise<number> {
  await nextTask(); // all that follows comes in one go
  return onPlan(async (plan) => {
    const tasks = tasksOf(config);
    const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 0 }), { allocate: 'unfilled' });
    const { input } = config;
    tf.tidy(() => {
      const raw = rawPredictions(model, tasks, tf.zeros([1, ...input, 3]), { size: input, sources: [source] })[source];
      for (const task of tasks) task.decode(raw![task.id]!);
    });
    plan.inUse(); // submits
    model.dispose();
    return plan.poolBytes;
  });
}

/** Whether the device hands out so much now; it is given back at once. */
export async function hasRoom(device: GPUDevice, bytes: number): Promise<boolean> {
  const most = device.limits.maxBufferSize;
  const buffers: GPUBuffer[] = [];
  device.pushErrorScope('out-of-memory');
  for (let left = bytes; left > 0; left -= most) {
    const size = 4 * Math.ceil(Math.min(left, most) / 4);
    buffers.push(device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
  }
  const refused = await device.popErrorScope();
  for (const buffer of buffers) buffer.destroy();
  return refused === null;
}

export type Room = typeof hasRoom;

/** @throws InputError if there is none */
export async function makeSure(room: Room, device: GPUDevice, { bytes, name }: { bytes: number; name: string }) {
  if (await room(device, bytes)) return;
  throw new InputError(
    `The model of the run "${name}" needs ${inWords(bytes)} of GPU memory, and there is not so much left; stop the run that trains, close other tabs that use the GPU, or choose smaller runs.`,
  );
}

const SCOPES: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

/** What was refused since the scopes were opened. A lost device says so elsewhere. */
async function refusedIn(device: GPUDevice): Promise<string | undefined> {
  let refused: string | undefined;
  for (let left = SCOPES.length; left > 0; left--) {
    const error = await device.popErrorScope().catch(() => null);
    refused ??= error?.message;
  }
  return refused;
}

/**
 * Work whose errors are its own: a run that trains beside it would else take a refused command for one of its own.
 * @throws GpuError if a command was refused
 */
export async function apart<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  for (const scope of SCOPES) device.pushErrorScope(scope);
  const result = await work().catch(async (error: unknown) => {
    await refusedIn(device);
    throw error;
  });
  const refused = await refusedIn(device);
  if (refused === undefined) return result;
  throw new GpuError(`A GPU command was refused (${refused}), so the model was not looked at; choose a smaller one.`);
}
