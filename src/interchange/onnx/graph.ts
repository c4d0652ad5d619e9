/**
 * The graph as it grows. A traced map [B, H, W, C] stands in it plain or with its channels first, as the operators that
 * made it left it; whoever wants the other form gets it through one Transpose, made once.
 */
import type { Trace } from '../../nn/trace';
import type { Attribute, OnnxNode, OnnxTensor } from './protobuf';
import { permuted, size } from './tensors';

export type Form = 'plain' | 'channelsFirst';

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An operator with several outputs. */
interface Several {
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly outputs: number;
}

const MAP_RANK = 4;
const TO_FIRST = [0, 3, 1, 2] as const;
const TO_LAST = [0, 2, 3, 1] as const;

/** Where each axis of a plain map lies if channels are first. */
export const axisIn = (form: Form, axis: number): number => (form === 'plain' ? axis : TO_FIRST.indexOf(axis as 0));

export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly weights = new Map<string, OnnxTensor>();
  private readonly forms = new Map<number, Partial<Record<Form, string>>>();
  private readonly taken = new Set<string>();
  private readonly integers = new Map<string, string>();

  constructor(private readonly trace: Trace) {}

  /** Names that the graph's own must not take. */
  claim(names: Iterable<string>): void {
    for (const name of names) this.taken.add(name);
  }

  private unique(hint: string): string {
    let name = hint;
    for (let i = 2; this.taken.has(name); i++) name = `${hint}_${i}`;
    this.taken.add(name);
    return name;
  }

  /** For one image. */
  shapeOf(value: number): readonly number[] {
    return this.trace.values[value]!.shape;
  }

  /** The same, -1 along the axis of the batch. */
  openShapeOf(value: number): number[] {
    const { shape, batchAxis } = this.trace.values[value]!;
    return shape.map((side, axis) => (axis === batchAxis ? -1 : side));
  }

  isConstant(value: number): boolean {
    return this.trace.constants.has(value);
  }

  /** @throws Error if the image decides the value */
  constantOf(value: number): FloatTensor & { readonly name: string | undefined } {
    const constant = this.trace.constants.get(value);
    if (!constant || !(constant.data instanceof Float32Array))
      throw new Error(`value ${value} is no constant of float32`);
    return { shape: this.shapeOf(value), data: constant.data, name: constant.name };
  }

  /** @throws Error if it is no constant of whole numbers */
  integersOf(value: number): number[] {
    const { data } = this.trace.constants.get(value) ?? {};
    if (!(data instanceof Int32Array)) throw new Error(`value ${value} is no constant of int32`);
    return [...data];
  }

  /** The form that costs nothing. */
  formOf(value: number): Form {
    return this.forms.get(value)?.channelsFirst !== undefined ? 'channelsFirst' : 'plain';
  }

  /** Channels first if one of these maps is so and all are maps. */
  commonForm(values: readonly number[]): Form {
    const areMaps = values.every((value) => this.isMap(value));
    return areMaps && values.some((value) => this.formOf(value) === 'channelsFirst') ? 'channelsFirst' : 'plain';
  }

  isMap(value: number): boolean {
    return this.shapeOf(value).length === MAP_RANK;
  }

  set(value: number, form: Form, name: string): void {
    if (form === 'channelsFirst' && !this.isMap(value))
      throw new Error(`[${this.shapeOf(value).join(', ')}] has no channels to stand first`);
    this.forms.set(value, { ...this.forms.get(value), [form]: name });
  }

  /** A value's name in that form. */
  get(value: number, form: Form): string {
    const known = this.forms.get(value);
    if (known?.[form] !== undefined) return known[form];
    let name: string;
    if (this.isConstant(value)) {
      const { shape, data, name: hint } = this.constantOf(value);
      const tensor = form === 'plain' ? { shape, data } : permuted({ shape, data }, TO_FIRST);
      name = this.perImage(value, this.weight(hint ?? 'constant', tensor), tensor.shape);
    } else {
      const other = form === 'plain' ? known?.channelsFirst : known?.plain;
      if (other === undefined) throw new Error(`value ${value} was not made before it is used`);
      name = this.add('Transpose', [other], { perm: form === 'plain' ? TO_LAST : TO_FIRST });
    }
    this.set(value, form, name);
    return name;
  }

  /** A constant that the forward pass repeats for every image is repeated here, too. */
  private perImage(value: number, name: string, shape: readonly number[]): string {
    const { batchAxis } = this.trace.values[value]!;
    if (batchAxis === undefined) return name;
    if (batchAxis !== 0 || shape[0] !== 1)
      throw new Error(`"${name}" is [${shape.join(', ')}] for one image; only a first axis of 1 can be repeated`);
    const input = this.get(this.trace.input, 'channelsFirst');
    const images = this.add('Shape', [input], { start: 0, end: 1 });
    return this.add('Expand', [name, this.concat([images, this.list(shape.slice(1))], 0)]);
  }

  /** @param hint a name for it, if that is free */
  weight(hint: string, tensor: OnnxTensor): string {
    if (size(tensor.shape) !== tensor.data.length)
      throw new Error(`"${hint}" is [${tensor.shape.join(', ')}] with ${tensor.data.length} values`);
    const name = this.unique(hint);
    this.weights.set(name, tensor);
    return name;
  }

  scalar(value: number): string {
    return this.weight('constant', { shape: [], data: Float32Array.of(value) });
  }

  /** A list of whole numbers as an operator's input. */
  list(values: readonly number[]): string {
    const key = values.join('x');
    let name = this.integers.get(key);
    if (name === undefined) {
      name = this.weight(`list_${key}`, { shape: [values.length], data: BigInt64Array.from(values, BigInt) });
      this.integers.set(key, name);
    }
    return name;
  }

  /** An operator with one output. @returns its name */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.addMany(op, { inputs, attributes, outputs: 1 })[0]!;
  }

  addMany(op: string, { inputs, attributes = {}, outputs }: Several): string[] {
    const made = Array.from({ length: outputs }, () => this.unique(op));
    this.nodes.push({ op, inputs, outputs: made, attributes });
    return made;
  }

  /** A map's channels, or another axis, cut at these widths. One width is the whole. */
  split(name: string, widths: readonly number[], axis: number): string[] {
    if (widths.length === 1) return [name];
    return this.addMany('Split', { inputs: [name, this.list(widths)], attributes: { axis }, outputs: widths.length });
  }

  concat(names: readonly string[], axis: number): string {
    return names.length === 1 ? names[0]! : this.add('Concat', names, { axis });
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.add('Reshape', [name, this.list(shape)]);
  }
}
