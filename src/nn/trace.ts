/**
 * A forward pass as a graph of the kernels that it ran, for writers of other formats. What depends on parameters alone
 * is a constant of the graph, and computed; of the rest shapes are enough, and nothing is launched. The pass runs twice,
 * with one image and with two, to tell which axes are the batch's.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { gpu } from '../gpu/device';
import { readTensors } from '../gpu/read';

/** Values are numbered in the order in which they appear. */
export interface TracedNode {
  readonly kernel: string;
  /** By the kernel's own names, in its order. */
  readonly inputs: ReadonlyMap<string, number>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly number[];
}

export interface TracedValue {
  /** For one image. */
  readonly shape: readonly number[];
  /** The axis that is as many times longer as there are images. */
  readonly batchAxis: number | undefined;
}

export interface TracedConstant {
  /** Of the parameter that it is, up to its shape; of a stack the first one's, and how many more there are: `a.weight+3`. */
  readonly name: string | undefined;
  readonly data: Float32Array | Int32Array;
}

export interface Trace {
  /** Only those that the outputs depend on, in order. */
  readonly nodes: readonly TracedNode[];
  readonly values: readonly TracedValue[];
  /** By value; only those in use. */
  readonly constants: ReadonlyMap<number, TracedConstant>;
  readonly input: number;
  /** By name. */
  readonly outputs: ReadonlyMap<string, number>;
}

export interface TraceOptions {
  /** Height and width of the image. */
  readonly size: readonly [number, number];
  /** Of parameters, by the id of their tensor. */
  readonly names: ReadonlyMap<number, string>;
  /** @param image [B, H, W, 3] @returns tensors by name, that the image decides */
  forward(image: Tensor4D): Readonly<Record<string, Tensor>>;
}

interface Recorded {
  readonly nodes: TracedNode[];
  readonly shapes: number[][];
  readonly constants: ReadonlyMap<number, { readonly name: string | undefined; readonly tensor: Tensor }>;
  readonly input: number;
  readonly outputs: ReadonlyMap<string, number>;
}

type RunKernel = ReturnType<typeof tf.engine>['runKernel'];

/** What changes no value: the name of a parameter goes with it. */
const SAME_VALUES = new Set(['Identity', 'Reshape', 'ExpandDims']);

class Recorder {
  private readonly numbers = new Map<number, number>(); // by tensor id: of values that the image decides, and constants in use
  private readonly varying = new Set<number>(); // tensor ids
  private readonly names: Map<number, string>;
  readonly nodes: TracedNode[] = [];
  readonly shapes: number[][] = [];
  readonly constants = new Map<number, { readonly name: string | undefined; readonly tensor: Tensor }>();

  constructor(
    private readonly runKernel: RunKernel,
    names: ReadonlyMap<number, string>,
  ) {
    this.names = new Map(names);
  }

  private number(tensor: Tensor): number {
    this.numbers.set(tensor.id, this.shapes.length);
    return this.shapes.push([...tensor.shape]) - 1;
  }

  vary(tensor: Tensor): number {
    this.varying.add(tensor.id);
    return this.number(tensor);
  }

  private used(tensor: Tensor): number {
    const known = this.numbers.get(tensor.id);
    if (known !== undefined) return known;
    const number = this.number(tensor);
    const kept = tf.keep(this.runKernel<Tensor>('Identity', { x: tensor })); // launches nothing
    this.constants.set(number, { name: this.names.get(tensor.id), tensor: kept });
    return number;
  }

  varies(inputs: NamedTensorMap): boolean {
    return Object.values(inputs).some((tensor) => tensor && this.varying.has(tensor.id));
  }

  note(kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap | undefined, result: Tensor | Tensor[]): void {
    const given = Object.entries(inputs).filter(([, tensor]) => tensor); // optional ones may be undefined
    const made = Array.isArray(result) ? result : [result];
    if (this.varies(inputs)) {
      const used = new Map(given.map(([name, tensor]) => [name, this.used(tensor)]));
      this.nodes.push({ kernel, inputs: used, attrs: { ...attrs }, outputs: made.map((one) => this.vary(one)) });
      return;
    }
    const name = given[0] && this.names.get(given[0][1].id);
    if (name === undefined) return;
    if (SAME_VALUES.has(kernel)) this.names.set(made[0]!.id, name);
    if (kernel === 'TfStack') this.names.set(made[0]!.id, `${name}+${given.length - 1}`);
  }

  valueOf(name: string, tensor: Tensor): number {
    const number = this.varying.has(tensor.id) ? this.numbers.get(tensor.id) : undefined;
    if (number === undefined) throw new Error(`the output "${name}" does not depend on the image`);
    return number;
  }
}

/** Constants are kept tensors, to be disposed of. */
function record({ size: [height, width], names, forward }: TraceOptions, batch: number): Recorded {
  const engine = tf.engine();
  const original: RunKernel = engine.runKernel.bind(engine);
  const recorder = new Recorder(original, names);
  let depth = 0; // kernels that kernels run are theirs
  const { backend } = gpu();
  const run = <T extends Tensor | Tensor[]>(kernel: string, inputs: NamedTensorMap, attrs?: NamedAttrMap): T => {
    if (depth === 0) backend.shapesOnly = recorder.varies(inputs);
    depth++;
    let result: T;
    try {
      result = original<T>(kernel, inputs, attrs);
    } finally {
      depth--;
    }
    if (depth === 0) recorder.note(kernel, inputs, attrs, result);
    return result;
  };
  engine.startScope();
  try {
    const image = tf.zeros([batch, height, width, 3]) as Tensor4D;
    const input = recorder.vary(image);
    engine.runKernel = run;
    const outputs = Object.entries(forward(image));
    const numbers = new Map(outputs.map(([name, tensor]) => [name, recorder.valueOf(name, tensor)]));
    const { nodes, shapes, constants } = recorder;
    return { nodes, shapes, constants, input, outputs: numbers };
  } catch (error) {
    for (const { tensor } of recorder.constants.values()) tensor.dispose();
    throw error;
  } finally {
    Reflect.deleteProperty(engine, 'runKernel'); // what is left is the class's own
    backend.shapesOnly = false;
    engine.endScope();
  }
}

function needed({ nodes, outputs }: Recorded): TracedNode[] {
  const wanted = new Set(outputs.values());
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((value) => wanted.has(value))) return false;
    for (const value of node.inputs.values()) wanted.add(value);
    return true;
  });
  return kept.toReversed();
}

/** @throws Error if a value with two images is not that with one image, along one axis twice as long */
function valuesOf(one: Recorded, two: Recorded): TracedValue[] {
  const kernels = ({ nodes }: Recorded): string => nodes.map(({ kernel }) => kernel).join();
  if (kernels(one) !== kernels(two)) throw new Error('the kernels that run depend on the number of images');
  return one.shapes.map((shape, i) => {
    const other = two.shapes[i]!;
    const axes = [...shape.keys()].filter((axis) => shape[axis] !== other[axis]);
    const [batchAxis] = axes;
    const fits = batchAxis === undefined || (axes.length === 1 && other[batchAxis] === 2 * shape[batchAxis]!);
    if (!fits || shape.length !== other.length)
      throw new Error(`a value is [${shape.join(', ')}] with one image and [${other.join(', ')}] with two`);
    return { shape, batchAxis };
  });
}

const release = ({ constants }: Recorded): void => {
  for (const { tensor } of constants.values()) tensor.dispose();
};

/** Needs the open GPU. */
export async function trace(options: TraceOptions): Promise<Trace> {
  const two = record(options, 2);
  release(two);
  const one = record(options, 1);
  try {
    const nodes = needed(one);
    const used = new Set(nodes.flatMap(({ inputs }) => [...inputs.values()]));
    const kept = [...one.constants].filter(([value]) => used.has(value));
    const data = await readTensors(kept.map(([, { tensor }]) => tensor));
    const constants = new Map(
      kept.map(([value, { name, tensor }], i): [number, TracedConstant] => {
        const floats = data[i]!;
        const whole = tensor.dtype === 'int32' && new Int32Array(floats.buffer, floats.byteOffset, floats.length);
        return [value, { name, data: whole || floats }];
      }),
    );
    const { input, outputs } = one;
    return { nodes, values: valuesOf(one, two), constants, input, outputs };
  } finally {
    release(one);
  }
}
