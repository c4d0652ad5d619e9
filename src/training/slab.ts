/**
 * Slabs: parameters laid end to end, so that one launch updates them all. Weights and gradients are copied in and
 * weights out again, buffer to buffer; only the moments live here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BufferCopy } from '../gpu/backend';
import { gpu } from '../gpu/device';
import { ADAM_BLOCK, adamUpdate, type AdamNumbers } from '../gpu/kernels/adam';
import { readTensors } from '../gpu/read';
import type { Parameter } from '../nn/module';

const BYTES = 4; // of a float32

/** A parameter's place and how many updates it has seen. */
export interface Place {
  readonly parameter: Parameter;
  /** In numbers, from the start of the slab; a multiple of ADAM_BLOCK. */
  readonly offset: number;
  readonly blocks: number;
  steps: number;
}

/** Flat vectors that all slabs share, since one is updated after the other. */
export interface Scratch {
  /** [at least the numbers of the longest slab] */
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/** Splits parameters into runs of at most `limit` bytes each; one tensor alone may be longer. */
export function layOut(parameters: readonly Parameter[], limit: number): Place[][] {
  const slabs: Place[][] = [];
  let end = Infinity;
  for (const parameter of parameters) {
    const blocks = Math.ceil(parameter.value.size / ADAM_BLOCK);
    if ((end + blocks * ADAM_BLOCK) * BYTES > limit) {
      slabs.push([]);
      end = 0;
    }
    slabs.at(-1)!.push({ parameter, offset: end, blocks, steps: 0 });
    end += blocks * ADAM_BLOCK;
  }
  return slabs;
}

export function slabSize(places: readonly Place[]): number {
  const last = places.at(-1)!;
  return last.offset + last.blocks * ADAM_BLOCK;
}

/** A flat vector of zeros that outlives every tidy; filled on the GPU. */
export function flatZeros(size: number): tf.Tensor {
  return tf.keep(tf.fill([size], 0));
}

export class Slab {
  private m: tf.Tensor;
  private v: tf.Tensor;
  private turns: tf.Tensor | undefined;
  /** What `turns` was made of. */
  private turnsKey = '';

  constructor(readonly places: readonly Place[]) {
    this.m = flatZeros(slabSize(places));
    this.v = flatZeros(slabSize(places));
  }

  /** One launch for each number of updates seen so far among the tensors that have a gradient: one, as a rule. */
  step(gradients: ReadonlyMap<string, tf.Tensor>, scratch: Scratch, numbers: Omit<AdamNumbers, 'step' | 'turn'>): void {
    const due = this.places.filter(({ parameter }) => gradients.has(parameter.name));
    if (due.length === 0) return;
    const { backend } = gpu();
    const own = due.map((place) => place.parameter.value);
    const given = due.map((place) => gradients.get(place.parameter.name)!);
    for (const place of due) place.steps += 1;
    const steps = [...new Set(due.map((place) => place.steps))];
    const turns = this.turnsOf(new Map(due.map((place) => [place, steps.indexOf(place.steps)])));
    const [flatParameter, flatGradient] = [backend.bufferOf(scratch.parameter), backend.bufferOf(scratch.gradient)];
    const into = (flat: GPUBuffer, tensors: tf.Tensor[]): BufferCopy[] =>
      tensors.map((tensor, i) => ({
        from: backend.bufferOf(tensor),
        fromOffset: 0,
        to: flat,
        toOffset: due[i]!.offset * BYTES,
        bytes: tensor.size * BYTES,
      }));
    const toFlat = into(flatParameter, own);
    backend.copyBuffers([...toFlat, ...into(flatGradient, given)]);
    const { parameter, gradient } = scratch;
    steps.forEach((step, turn) => {
      adamUpdate({ parameter, gradient, m: this.m, v: this.v, turns }, { ...numbers, step, turn });
    });
    backend.copyBuffers(
      toFlat.map(({ from, to, toOffset, bytes }) => ({ from: to, fromOffset: toOffset, to: from, toOffset: 0, bytes })),
    );
    for (const tensor of own) backend.wroteInPlace(tensor);
    backend.holdUntilSubmit([...own, ...given]);
  }

  /** [blocks] turn of each block, uploaded again only when it changes. */
  private turnsOf(turnOf: ReadonlyMap<Place, number>): tf.Tensor {
    const key = this.places.map((place) => turnOf.get(place) ?? -1).join();
    if (this.turns && key === this.turnsKey) return this.turns;
    const values = new Float32Array(slabSize(this.places) / ADAM_BLOCK);
    for (const place of this.places) {
      const first = place.offset / ADAM_BLOCK;
      values.fill(turnOf.get(place) ?? -1, first, first + place.blocks);
    }
    this.turns?.dispose();
    this.turns = tf.keep(tf.tensor1d(values));
    this.turnsKey = key;
    return this.turns;
  }

  /** Both moments of every tensor, in the order of `places`. */
  async moments(): Promise<{ m: Float32Array; v: Float32Array }[]> {
    const [m, v] = await readTensors([this.m, this.v]);
    return this.places.map(({ parameter, offset }) => {
      const end = offset + parameter.value.size;
      return { m: m!.slice(offset, end), v: v!.slice(offset, end) };
    });
  }

  /** Replaces the moments; `of` answers for each parameter by name. */
  load(of: (name: string) => { readonly m: Float32Array; readonly v: Float32Array }): void {
    const [m, v] = [new Float32Array(slabSize(this.places)), new Float32Array(slabSize(this.places))];
    for (const { parameter, offset } of this.places) {
      const moments = of(parameter.name);
      m.set(moments.m, offset);
      v.set(moments.v, offset);
    }
    tf.dispose([this.m, this.v]);
    this.m = tf.keep(tf.tensor1d(m));
    this.v = tf.keep(tf.tensor1d(v));
  }

  dispose(): void {
    tf.dispose([this.m, this.v]);
    this.turns?.dispose();
    this.turns = undefined;
  }
}
