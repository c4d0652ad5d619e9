/**
 * Batches in a seeded order, read and augmented two ahead, one sample after the other. Order and augmentation are pure
 * functions of seed and step, so a run continues at any step without saved state. Incomplete last batches are dropped
 * (as the published samplers).
 */
import { deriveSeed, Random } from '../base/random';
import { InputError } from '../base/errors';
import { augmentForTraining, augmentSeed, type AugmentOptions } from './augment/augment';
import type { Dataset, Split } from './dataset';
import { sceneOf, type SceneRange } from './scenes';
import type { TrainingSample } from './sample';

const AHEAD = 2; // batches

export interface LoaderOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly batch: number;
  readonly seed: number;
  /** Every sample brings another view of its scene. */
  readonly pairs?: boolean;
  /** How many frames away the other view may be; default: anywhere in the scene. */
  readonly reach?: number;
  /** Default: samples come as they are stored. */
  readonly augment?: AugmentOptions;
}

/** Lets whatever waits run first: an answer of the GPU must not wait for a whole batch to be augmented. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Which samples make up the batch of a step: each epoch is a permutation of the split of its own. */
export function batchIndices(
  { count, batch, seed }: { count: number; batch: number; seed: number },
  step: number,
): number[] {
  const perEpoch = Math.floor(count / batch);
  const epoch = Math.floor(step / perEpoch);
  const order = new Random(deriveSeed(seed, 'shuffle', epoch)).permutation(count);
  const first = (step % perEpoch) * batch;
  return Array.from(order.subarray(first, first + batch));
}

/**
 * The other view that goes with a sample in a step: one of its scene but itself, at most `reach` frames away, drawn by
 * seed, step and sample.
 */
export function partnerIndex(
  index: number,
  { scene, reach, seed, step }: { scene: SceneRange; reach: number; seed: number; step: number },
): number {
  const first = Math.max(scene.first, index - reach);
  const last = Math.min(scene.end - 1, index + reach);
  const among = new Random(deriveSeed(seed, 'second view', step, index)).below(last - first);
  return first + among + (first + among >= index ? 1 : 0);
}

export class Loader {
  private readonly pending = new Map<number, Promise<TrainingSample[]>>();
  /** The last batch that is being made: one at a time, so that few whole images are held at once. */
  private last: Promise<unknown> = Promise.resolve();

  /** @throws InputError if the split holds less than one batch, or no pairs of views where pairs are wanted */
  constructor(private readonly options: LoaderOptions) {
    const { dataset, split, batch, pairs } = options;
    const { name, counts } = dataset.info;
    const count = counts[split];
    if (count < batch) {
      throw new InputError(
        `Batch is ${batch}; the ${split} split of ${name} holds ${count} images: take a smaller batch.`,
      );
    }
    if (!pairs) return;
    const alone = Array.from({ length: count }, (_, index) => sceneOf(dataset.info, split, index)).some(
      ({ first, end }) => end - first < 2,
    );
    if (alone) {
      throw new InputError(
        `crossView.enabled needs several posed views of every scene, and ${name} has scenes of one; set data.rooms.views to 2 or more, or take a data set that has them.`,
      );
    }
  }

  get batchesPerEpoch(): number {
    const { dataset, split, batch } = this.options;
    return Math.floor(dataset.info.counts[split] / batch);
  }

  /** The samples of one step; those of the next two are being read meanwhile. */
  async batch(step: number): Promise<TrainingSample[]> {
    for (const known of this.pending.keys()) if (known < step || known > step + AHEAD) this.pending.delete(known);
    for (let next = step; next <= step + AHEAD; next++) this.fetch(next);
    return this.pending.get(step)!;
  }

  private fetch(step: number): void {
    if (this.pending.has(step)) return;
    const { dataset, split, batch, seed } = this.options;
    const indices = batchIndices({ count: dataset.info.counts[split], batch, seed }, step);
    const samples = this.last.then(() => this.made(indices, step));
    this.last = samples.catch(() => undefined); // reported when the step asks for it
    this.pending.set(step, samples);
  }

  private async made(indices: readonly number[], step: number): Promise<TrainingSample[]> {
    const { augment, seed } = this.options;
    const samples: TrainingSample[] = [];
    for (const index of indices) {
      const sample = await this.read(index, step);
      if (augment) await pause();
      samples.push(augment ? augmentForTraining(sample, augment, augmentSeed(seed, step, index)) : sample);
    }
    return samples;
  }

  private async read(index: number, step: number): Promise<TrainingSample> {
    const { dataset, split, seed, pairs } = this.options;
    if (!pairs) return dataset.read(split, index);
    const { reach = Infinity } = this.options;
    const scene = sceneOf(dataset.info, split, index);
    const [sample, partner] = await Promise.all([
      dataset.read(split, index),
      dataset.read(split, partnerIndex(index, { scene, reach, seed, step })),
    ]);
    const blind = [sample, partner].find(({ camera }) => !camera);
    if (blind) {
      throw new InputError(
        `crossView.enabled needs the camera of every image, and "${blind.id}" of ${dataset.info.name} has none; set crossView.enabled to false or take posed data.`,
      );
    }
    return { ...sample, partner };
  }
}
