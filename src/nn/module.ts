/**
 * Parameters under PyTorch's names. A layer takes a Scope and asks it for its tensors; the store behind the scope
 * is the state dict of the whole model, in order of creation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { deriveSeed, hashText, Random } from '../base/random';

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

export interface ParameterSpec {
  readonly shape: number[];
  readonly init: Initializer;
  readonly layout?: Layout;
  readonly trainable?: boolean;
}

let variableCount = 0;

export class ParameterStore {
  private readonly byName = new Map<string, Parameter>();

  /** @param seed of the initial values; each tensor draws from a stream of its own name */
  constructor(private readonly seed: number) {}

  create(name: string, { shape, init, layout = 'plain', trainable = true }: ParameterSpec): Parameter {
    if (this.byName.has(name)) throw new Error(`two parameters are named "${name}"`);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = init(new Random(deriveSeed(this.seed, 'init', hashText(name))), size);
    // tfjs demands names that are unique in the process, even across models.
    const unique = `${name}#${variableCount++}`;
    const value = tf.tidy(() => tf.variable(tf.tensor(values, shape, 'float32'), trainable, unique));
    const parameter = { name, layout, trainable, value };
    this.byName.set(name, parameter);
    return parameter;
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
    for (const { value } of this.byName.values()) value.dispose();
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
