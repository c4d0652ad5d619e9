/**
 * A running mean of the weights, which predicts more steadily than the weights of the last step (Polyak & Juditsky
 * 1992). Trained weights and batch norm's statistics are averaged; counters of batches are the model's own.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { flatAdd } from '../gpu/kernels/flat-add';
import { readTensors } from '../gpu/read';
import type { Parameter, ParameterStore } from '../nn/module';
import { flatZeros, layOut, packInto, slabLimit, slabSize, type Place } from './flat';

interface AverageSlab {
  readonly places: readonly Place<Parameter>[];
  readonly size: number;
  mean: Tensor;
}

const isAveraged = ({ name }: Parameter): boolean => !name.endsWith('num_batches_tracked');

function packed({ places }: Pick<AverageSlab, 'places'>, into: Tensor): void {
  packInto(
    into,
    places.map(({ parameter, offset }) => ({ tensor: parameter.value, offset })),
  );
}

export class WeightAverage {
  private readonly slabs: readonly AverageSlab[];

  /** Starts as the weights are. @param decay of the mean at each update: .999 looks back about a thousand steps */
  constructor(
    store: ParameterStore,
    private readonly decay: number,
    slabBytes?: number,
  ) {
    this.slabs = layOut(store.all().filter(isAveraged), slabLimit(slabBytes)).map((places) => {
      const size = slabSize(places);
      return { places, size, mean: flatZeros(size) };
    });
    this.restart();
  }

  /** Forgets the past: the mean is the weights as they are. */
  restart(): void {
    for (const slab of this.slabs) packed(slab, slab.mean);
  }

  /** mean = decay mean + (1 - decay) weights; one launch, as a rule. */
  update(): void {
    for (const slab of this.slabs) {
      const { size, mean } = slab;
      tf.tidy(() => {
        const now = tf.fill([size], 0);
        packed(slab, now);
        flatAdd(mean, now, { size, keep: this.decay, weight: 1 - this.decay });
      });
    }
  }

  /** By parameter name. */
  async state(): Promise<Map<string, Float32Array>> {
    const means = await readTensors(this.slabs.map(({ mean }) => mean));
    const named = this.slabs.flatMap(({ places }, i) =>
      places.map(({ parameter: { name, value }, offset }) => {
        const values = means[i]!.slice(offset, offset + value.size);
        return [name, values] as const;
      }),
    );
    return new Map(named);
  }

  /** Continues from saved means; a parameter without one starts as it is. */
  load(means: ReadonlyMap<string, Float32Array>): void {
    this.restart();
    for (const { places, mean } of this.slabs) {
      tf.tidy(() => {
        const known = places.flatMap(({ parameter, offset }) => {
          const values = means.get(parameter.name);
          return values ? [{ tensor: tf.tensor1d(values), offset }] : [];
        });
        if (known.length > 0) packInto(mean, known);
      });
    }
  }

  dispose(): void {
    tf.dispose(this.slabs.map(({ mean }) => mean));
  }
}
