/**
 * Parameters under PyTorch's names. A layer takes a Scope and asks it for its tensors; the store behind the scope
 * is the state dict of the whole model, in order of creation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { deriveSeed, hashText, Random } from '../base/random';
import { gpu } from '../gpu/device';
import { asTensor } from '../gpu/op';

/**
 * How a tensor lies in memory against its file: 'conv' is HWIO here and OIHW there, 'linear' [in, out] here and
 * [out, in] there, 'plain' the same.
 */
export type Layout = 'plain' | 'linear' | 'conv';

export interface Parameter {
  readonly name: string;
  readonly layout: Layout;
  /** false for running statistics: saved, but not trained. */
  readonly trainable: boolean;
  readonly value: tf.Variable;
}

/** Fills a new tensor. Draws come from a stream of the tensor's own name. */
export type Initializer = (random: Random, size: number) => Float32Array;

export const constant =
  (value: number): Initializer =>
  (_random, size) =>
    new Float32Array(size).fill(value);

/** Uniform in +-1/sqrt(fanIn): PyTorch's default for conv and linear, weights (kaiming_uniform, a = sqrt 5) and biases. */
export const uniformFanIn =
  (fanIn: number): Initializer =>
  (random, size) => {
    const bound = 1 / Math.sqrt(fanIn);
    return Float32Array.from({ length: size }, () => random.between(-bound, bound));
  };

/** Normal about 0. What others call truncated at +-2 is this, for deviations as small as 0.02. */
export const normal =
  (deviation: number): Initializer =>
  (random, size) =>
    Float32Array.from({ length: size }, () => deviation * random.normal());

export interface ParameterSpec {
  readonly shape: number[];
  readonly init: Initializer;
  readonly layout?: Layout;
  readonly trainable?: boolean;
}

let variableCount = 0;

export interface StoreOptions {
  /**
   * false: parameters have names, shapes and layouts, and no values. Networks of any size can so be described; using a
   * value is an error. 'unfilled': memory on the GPU, and in it anything, for who counts and does not compute. Default true.
   */
  readonly allocate?: boolean | 'unfilled';
}

/** A variable that tfjs does not know of and that has no memory. */
function described(shape: number[], trainable: boolean, name: string): tf.Variable {
  return new tf.Variable(new tf.Tensor(shape, 'float32', {}, -1), trainable, name, -1);
}

export class ParameterStore {
  private readonly byName = new Map<string, Parameter>();
  private readonly allocate: boolean | 'unfilled';

  /** @param seed of the initial values; each tensor draws from a stream of its own name */
  constructor(
    private readonly seed: number,
    { allocate = true }: StoreOptions = {},
  ) {
    this.allocate = allocate;
  }

  create(name: string, { shape, init, layout = 'plain', trainable = true }: ParameterSpec): Parameter {
    if (this.byName.has(name)) throw new Error(`two parameters are named "${name}"`);
    const value = this.allocate ? this.filled(name, shape, { init, trainable }) : described(shape, trainable, name);
    const parameter = { name, layout, trainable, value };
    this.byName.set(name, parameter);
    return parameter;
  }

  private filled(
    name: string,
    shape: number[],
    { init, trainable }: Pick<Parameter, 'trainable'> & Pick<ParameterSpec, 'init'>,
  ): tf.Variable {
    // tfjs demands names that are unique in the process, even across models.
    const unique = `${name}#${variableCount++}`;
    return tf.tidy(() => {
      if (this.allocate === 'unfilled')
        return tf.variable(asTensor(gpu().backend.makeTensorInfo(shape, 'float32')), trainable, unique);
      const size = shape.reduce((a, b) => a * b, 1);
      const values = init(new Random(deriveSeed(this.seed, 'init', hashText(name))), size);
      return tf.variable(tf.tensor(values, shape, 'float32'), trainable, unique);
    });
  }

  all(): Parameter[] {
    return [...this.byName.values()];
  }

  trainable(): Parameter[] {
    return this.all().filter((parameter) => parameter.trainable);
  }

  get(name: string): Parameter {
    const parameter = this.byName.get(name);
    if (!parameter)
      throw new Error(`no parameter "${name}"; there are ${this.byName.size}, the first is ${this.all()[0]?.name}`);
    return parameter;
  }

  /** Numbers in all trainable parameters. */
  count(): number {
    return this.trainable().reduce((sum, { value }) => sum + value.size, 0);
  }

  dispose(): void {
    if (this.allocate) for (const { value } of this.byName.values()) value.dispose();
    this.byName.clear();
  }
}

/** A place in the tree of names: `scope.child('conv1')` is "encoder.conv1". */
export class Scope {
  constructor(
    readonly store: ParameterStore,
    readonly path = '',
  ) {}

  child(name: string | number): Scope {
    return new Scope(this.store, this.path ? `${this.path}.${name}` : String(name));
  }

  create<R extends tf.Rank = tf.Rank>(name: string, spec: ParameterSpec): tf.Variable<R> {
    return this.store.create(this.path ? `${this.path}.${name}` : name, spec).value as tf.Variable<R>;
  }
}

/** What a forward pass depends on besides its input. */
export interface Pass {
  /** Batch statistics and dropout on; running statistics move. */
  readonly training: boolean;
  /** Seed of this step's dropout masks and ray jitter. */
  readonly seed: number;
}
