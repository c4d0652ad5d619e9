/**
 * Batches in a seeded order, read two ahead. The order is a pure function of seed and step, so a run continues at
 * any step without saved state. Incomplete last batches are dropped (as the published samplers).
 */
import { deriveSeed, Random } from '../base/random';
import { InputError } from '../base/errors';
import type { Dataset, Split } from './dataset';
import type { Sample } from './sample';

const AHEAD = 2; // batches

export interface LoaderOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly batch: number;
  readonly seed: number;
}

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

export class Loader {
  private readonly pending = new Map<number, Promise<Sample[]>>();

  /** @throws InputError if the split holds less than one batch */
  constructor(private readonly options: LoaderOptions) {
    const { dataset, split, batch } = options;
    const count = dataset.info.counts[split];
    if (count < batch) {
      throw new InputError(
        `Batch is ${batch}; the ${split} split of ${dataset.info.name} holds ${count} images: take a smaller batch.`,
      );
    }
  }

  /** The samples of one step; those of the next two are being read meanwhile. */
  async batch(step: number): Promise<Sample[]> {
    for (const known of this.pending.keys()) if (known < step || known > step + AHEAD) this.pending.delete(known);
    for (let next = step; next <= step + AHEAD; next++) this.fetch(next);
    return this.pending.get(step)!;
  }

  private fetch(step: number): void {
    if (this.pending.has(step)) return;
    const { dataset, split, batch, seed } = this.options;
    const indices = batchIndices({ count: dataset.info.counts[split], batch, seed }, step);
    const samples = Promise.all(indices.map((index) => dataset.read(split, index)));
    samples.catch(() => undefined); // reported when the step asks for it
    this.pending.set(step, samples);
  }
}
