/** What the translation of one kernel is: a function that adds to the graph what gives the same values. */
import type { TracedNode } from '../../../nn/trace';
import type { Form, OnnxGraph } from '../graph';

/** A traced kernel with its inputs at hand. */
export class Call {
  constructor(
    readonly graph: OnnxGraph,
    private readonly node: TracedNode,
  ) {}

  /** @throws Error if there is none */
  input(name: string): number {
    const value = this.node.inputs.get(name);
    if (value === undefined) throw new Error(`${this.node.kernel} has no input "${name}"`);
    return value;
  }

  has(name: string): boolean {
    return this.node.inputs.has(name);
  }

  /** All inputs, in order. */
  get inputs(): number[] {
    return [...this.node.inputs.values()];
  }

  get outputs(): readonly number[] {
    return this.node.outputs;
  }

  /** The first output. */
  get output(): number {
    return this.node.outputs[0]!;
  }

  get(name: string, form: Form): string {
    return this.graph.get(this.input(name), form);
  }

  number(name: string): number {
    const value = this.node.attrs[name];
    if (typeof value !== 'number') throw new Error(`${this.node.kernel} has no number "${name}"`);
    return value;
  }

  flag(name: string): boolean {
    return Boolean(this.node.attrs[name]);
  }

  numbers(name: string): number[] {
    const value = this.node.attrs[name];
    if (typeof value === 'number') return [value];
    if (!Array.isArray(value)) throw new Error(`${this.node.kernel} has no numbers "${name}"`);
    return value.map(Number);
  }

  /** Says what the first output is. */
  give(form: Form, name: string): void {
    this.graph.set(this.output, form, name);
  }
}

export type Translate = (call: Call) => void;
