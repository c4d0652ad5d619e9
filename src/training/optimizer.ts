/**
 * Adam and gradient descent with momentum over all parameters at once, as torch.optim has them: coupled weight decay,
 * also of a gradient that is exactly 0; a parameter without a gradient is left alone. A few launches write in place.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { OptimizerConfig } from '../config/experiment';
import { adamUpdate } from '../gpu/kernels/adam';
import { sgdUpdate } from '../gpu/kernels/sgd';
import type { Parameter } from '../nn/module';
import { flatZeros, layOut, slabLimit, slabSize } from './flat';
import { Slab, type Moments, type Rule, type Scratch } from './slab';

export type { Moments };

/** By parameter name. */
export type OptimizerState = ReadonlyMap<string, Moments>;

export interface SlabOptions {
  /** Most bytes updated by one launch; bounds the two shared copies of weights and gradients. */
  readonly slabBytes?: number;
}

export class Optimizer {
  readonly kind: Rule['kind'];
  private readonly slabs: readonly Slab[];
  private readonly scratch: Scratch;
  private readonly unscaled: Tensor;
  private readonly byName: ReadonlyMap<string, Parameter>;

  /** @param parameters those to train; moments start at 0 */
  constructor(
    parameters: readonly Parameter[],
    private readonly rule: Rule,
    { slabBytes }: SlabOptions = {},
  ) {
    if (parameters.length === 0)
      throw new Error('the optimizer was given no parameters; there must be at least one to train');
    this.kind = rule.kind;
    this.byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    this.slabs = layOut(parameters, slabLimit(slabBytes)).map((places) => new Slab(places, rule));
    const longest = Math.max(...this.slabs.map(({ places }) => slabSize(places)));
    this.scratch = { parameter: flatZeros(longest), gradient: flatZeros(longest) };
    this.unscaled = tf.keep(tf.fill([1], 1));
  }

  /**
   * @param gradients by parameter name, each in its parameter's shape; the caller keeps them
   * @param scale [1], a factor of all gradients
   * @throws Error if a gradient belongs to no parameter or has another shape
   */
  step(gradients: Readonly<Record<string, Tensor>>, learningRate: number, scale: Tensor = this.unscaled): void {
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
    for (const slab of this.slabs) slab.step(given, this.scratch, { learningRate, scale });
  }

  /** The state by parameter name, read back in one wait for each slab. */
  async state(): Promise<OptimizerState> {
    const state = new Map<string, Moments>();
    for (const slab of this.slabs) {
      const moments = await slab.state();
      slab.places.forEach(({ parameter }, i) => state.set(parameter.name, moments[i]!));
    }
    return state;
  }

  /** Continues from a saved state. @throws InputError if it is not one of these parameters; then nothing has changed */
  load(state: OptimizerState): void {
    for (const { name, value } of this.byName.values()) {
      const moments = state.get(name);
      if (!moments)
        throw new InputError(`The optimizer state has no "${name}"; it belongs to another model: start a new run.`);
      const { m, v } = moments;
      const sizes = [m.length, ...(this.rule.moments === 2 ? [v?.length ?? 0] : [])];
      if (sizes.some((size) => size !== value.size)) {
        throw new InputError(
          `The optimizer state of "${name}" has ${sizes.join(' and ')} values; the model has ${value.size}: start a new run.`,
        );
      }
    }
    for (const slab of this.slabs) slab.load((name) => state.get(name)!);
  }

  dispose(): void {
    for (const slab of this.slabs) slab.dispose();
    tf.dispose([this.scratch.parameter, this.scratch.gradient, this.unscaled]);
  }
}

export interface AdamOptions extends SlabOptions {
  /** Coupled (L2): MTI-Net 1e-4, InvPT 1e-6. */
  readonly weightDecay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** torch.optim.Adam: bias correction, weight decay added to the gradient. */
export class Adam extends Optimizer {
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    const { weightDecay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const rule: Rule = {
      kind: 'adam',
      moments: 2,
      counts: true, // the bias correction depends on it
      launch: ({ parameter, gradient, moments: [m, v], turns, scale }, turn) => {
        adamUpdate(
          { parameter, gradient, m: m!, v: v!, turns, scale },
          { beta1, beta2, epsilon, weightDecay, ...turn },
        );
      },
    };
    super(parameters, rule, options);
  }
}

export interface SgdOptions extends SlabOptions {
  /** Default 0; ATRC .9. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Coupled (L2): ATRC 5e-4. */
  readonly weightDecay?: number;
}

/** torch.optim.SGD without dampening. */
export class Sgd extends Optimizer {
  constructor(parameters: readonly Parameter[], options: SgdOptions = {}) {
    const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
    const rule: Rule = {
      kind: 'sgd',
      moments: 1,
      counts: false,
      launch: ({ parameter, gradient, moments: [m], turns, scale }, { learningRate, turn }) => {
        sgdUpdate(
          { parameter, gradient, m: m!, turns, scale },
          { learningRate, momentum, nesterov, weightDecay, turn },
        );
      },
    };
    super(parameters, rule, options);
  }
}

export function optimizerOf(parameters: readonly Parameter[], config: OptimizerConfig): Optimizer {
  return config.kind === 'adam' ? new Adam(parameters, config) : new Sgd(parameters, config);
}
