/**
 * Gradients summed over micro-batches, in rows: one row for the whole loss, or one for each task, whose inner products
 * and combinations a balancer wants.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { flatAdd } from '../gpu/kernels/flat-add';
import { gramParts, gramSize } from '../gpu/kernels/gram';
import type { NamedGradients } from '../gpu/tape';
import type { Parameter } from '../nn/module';
import { flatZeros, layOut, packInto, slabLimit, slabSize, unpack, type Place } from './flat';

interface GradientSlab {
  readonly places: readonly Place<Parameter>[];
  /** Numbers in a row. */
  readonly size: number;
  /** [rows * size]; the padding between tensors stays 0. */
  readonly flat: Tensor;
}

export class FlatGradients {
  private readonly slabs: readonly GradientSlab[];
  /** Parameters that had a gradient in any row. */
  private readonly seen = new Set<string>();

  constructor(
    parameters: readonly Parameter[],
    readonly rows: number,
    slabBytes?: number,
  ) {
    this.slabs = layOut(parameters, slabLimit(slabBytes) / rows).map((places) => {
      const size = slabSize(places);
      return { places, size, flat: flatZeros(rows * size) };
    });
  }

  /** Adds weight times these; a parameter that is missing adds nothing. Gradients of others are passed over. */
  add(row: number, gradients: NamedGradients, weight: number): void {
    for (const { places, size, flat } of this.slabs) {
      const given = places.flatMap(({ parameter: { name }, offset }) => {
        const tensor = gradients[name];
        if (tensor) this.seen.add(name);
        return tensor ? [{ tensor, offset }] : [];
      });
      if (given.length === 0) continue;
      tf.tidy(() => {
        const packed = tf.fill([size], 0);
        packInto(packed, given);
        flatAdd(flat, packed, { size, sumFirst: row * size, weight });
      });
    }
  }

  /** Parts of the rows' Gram matrix, for `gramOf`. The caller disposes it. */
  gramParts(): Tensor {
    const each = gramSize(this.rows);
    const parts = tf.fill([this.slabs.length * each], 0);
    this.slabs.forEach(({ flat, size }, i) => {
      gramParts(flat, parts, { rows: this.rows, size, first: i * each });
    });
    return parts;
  }

  /** The rows' sum, each times its coefficient; by name, of those parameters that had a gradient. */
  combine(coefficients: readonly number[]): NamedGradients {
    return tf.tidy(() => {
      const named: NamedGradients = {};
      for (const { places, size, flat } of this.slabs) {
        const sum = tf.fill([size], 0);
        coefficients.forEach((weight, row) => {
          flatAdd(sum, flat, { size, sourceFirst: row * size, weight });
        });
        const kept = places.filter(({ parameter }) => this.seen.has(parameter.name));
        const shapes = kept.map(({ parameter, offset }) => ({ shape: parameter.value.shape, offset }));
        unpack(sum, shapes).forEach((tensor, i) => (named[kept[i]!.parameter.name] = tensor));
      }
      return named;
    });
  }

  dispose(): void {
    tf.dispose(this.slabs.map(({ flat }) => flat));
  }
}
