/** A few training steps on this adapter: does the engine run here, do the losses fall, how long does a step take? */
import { presetOf } from '../config/parse';
import { RoomRenderer } from '../data/rooms/rooms';
import type { Sample } from '../data/sample';
import { closeGpu, gpu, openGpu } from '../gpu/device';
import { MultiTaskModel } from '../model/multitask';
import type { CheckReport } from '../protocol/messages';
import { Trainer } from '../training/trainer';
import { adapterName } from './adapter';
import { headsOf, tasksOf } from './heads';

const ROOMS_SEED = 1;

/** The first `count` rooms, one view each. */
async function renderSamples(count: number, [height, width]: readonly [number, number]): Promise<Sample[]> {
  const renderer = new RoomRenderer(gpu().device, { rooms: count, viewsPerRoom: 1, height, width, seed: ROOMS_SEED });
  try {
    const samples: Sample[] = [];
    for (let room = 0; room < count; room++) samples.push(await renderer.render(room, 0));
    return samples;
  } finally {
    renderer.dispose();
  }
}

function meanDepth(samples: readonly Sample[]): number {
  const valid = samples.flatMap(({ labels }) => [...labels.depth!].filter((metres) => metres > 0));
  return valid.reduce((sum, metres) => sum + metres, 0) / valid.length;
}

/**
 * Trains `nano` on one batch of rooms over and over.
 * @throws NoAdapterError, NonFiniteLossError, DeviceLostError
 */
export async function selfCheck({ steps }: { steps: number }): Promise<CheckReport> {
  const config = { ...presetOf('nano'), steps };
  const { adapter } = await openGpu();
  try {
    const samples = await renderSamples(config.batch, config.input);
    const tasks = tasksOf(config);
    const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: meanDepth(samples) }));
    const trainer = new Trainer(config, model, tasks);
    const losses: number[] = [];
    const milliseconds: number[] = [];
    for (let step = 0; step < steps; step++) {
      const start = performance.now();
      losses.push((await trainer.step(step, samples)).decoder);
      milliseconds.push(performance.now() - start);
    }
    return { adapter: adapterName(adapter), losses, milliseconds };
  } finally {
    closeGpu();
  }
}
