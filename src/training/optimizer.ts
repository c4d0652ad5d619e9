/**
 * Adam over all parameters at once (spec of torch.optim.Adam: bias correction, weight decay added to the gradient;
 * a parameter without a gradient is left alone). Its few launches write the variables in place.
 */
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import { gpu } from '../gpu/device';
import type { Parameter } from '../nn/module';
import { flatZeros, layOut, Slab, slabSize, type Scratch } from './slab';

export interface AdamOptions {
  /** Coupled (L2): MTI-Net 1e-4, InvPT 1e-6. */
  readonly weightDecay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Most bytes updated by one launch; bounds the two shared copies of weights and gradients. */
  readonly slabBytes?: number;
}

/** What Adam knows of one parameter besides its value. */
export interface Moments {
  /** Updates seen; a step without a gradient does not count. */
  readonly steps: number;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export type AdamState = ReadonlyMap<string, Moments>;

const SLAB_BYTES = 2 ** 27; // 33 million numbers: WebGPU's default maxStorageBufferBindingSize

export class Adam {
  private readonly slabs: readonly Slab[];
  private readonly scratch: Scratch;
  private readonly byName: ReadonlyMap<string, Parameter>;
  private readonly options: Required<AdamOptions>;

  /** @param parameters those to train; moments start at 0 */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    if (parameters.length === 0) throw new Error('Adam was given no parameters; there must be at least one to train');
    this.options = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, slabBytes: SLAB_BYTES, ...options };
    this.byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    const limit = Math.min(this.options.slabBytes, gpu().device.limits.maxStorageBufferBindingSize);
    this.slabs = layOut(parameters, limit).map((places) => new Slab(places));
    const longest = Math.max(...this.slabs.map(({ places }) => slabSize(places)));
    this.scratch = { parameter: flatZeros(longest), gradient: flatZeros(longest) };
  }

  /**
   * @param gradients by parameter name, each in its parameter's shape; the caller keeps them
   * @throws Error if a gradient belongs to no parameter or has another shape
   */
  step(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number): void {
    const given = new Map(Object.entries(gradients));
    for (const [name, { shape }] of given) {
      const parameter = this.byName.get(name);
      if (!parameter)
        throw new Error(
          `a gradient is named "${name}", but no parameter is; the first is ${[...this.byName.keys()][0]}`,
        );
      if (shape.join() !== parameter.value.shape.join()) {
        throw new Error(
          `the gradient of "${name}" is [${shape.join(', ')}]; it must be [${parameter.value.shape.join(', ')}]`,
        );
      }
    }
    for (const slab of this.slabs) slab.step(given, this.scratch, { ...this.options, learningRate });
  }

  /** The state by parameter name, read back in one wait for each slab. */
  async state(): Promise<AdamState> {
    const state = new Map<string, Moments>();
    for (const slab of this.slabs) {
      const moments = await slab.moments();
      slab.places.forEach(({ parameter, steps }, i) => state.set(parameter.name, { steps, ...moments[i]! }));
    }
    return state;
  }

  /** Continues from a saved state. @throws InputError if it is not one of these parameters; then nothing has changed */
  load(state: AdamState): void {
    for (const { name, value } of this.byName.values()) {
      const moments = state.get(name);
      if (!moments)
        throw new InputError(`The optimizer state has no "${name}"; it belongs to another model: start a new run.`);
      if (moments.m.length !== value.size || moments.v.length !== value.size) {
        throw new InputError(
          `The optimizer state of "${name}" has ${moments.m.length} and ${moments.v.length} values; the model has ${value.size}: start a new run.`,
        );
      }
    }
    for (const slab of this.slabs) {
      slab.load((name) => state.get(name)!);
      for (const place of slab.places) place.steps = state.get(place.parameter.name)!.steps;
    }
  }

  dispose(): void {
    for (const slab of this.slabs) slab.dispose();
    tf.dispose([this.scratch.parameter, this.scratch.gradient]);
  }
}
