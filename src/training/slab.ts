/**
 * A slab of parameters with what an optimizer keeps of them, so that one launch updates them all. Weights and gradients
 * are copied in and weights out again; only the moments live here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ADAM_BLOCK } from '../gpu/kernels/adam';
import { readTensors } from '../gpu/read';
import type { Parameter } from '../nn/module';
import { flatZeros, packInto, slabSize, unpackInto, type Place } from './flat';

/** Flat vectors that all slabs share, since one is updated after the other. */
export interface Scratch {
  /** [at least the numbers of the longest slab] */
  readonly parameter: Tensor;
  readonly gradient: Tensor;
}

export interface FlatTensors extends Scratch {
  /** In the rule's order; written, as `parameter` is. */
  readonly moments: readonly Tensor[];
  /** [blocks]: in which turn a block is updated; -1 = in none. */
  readonly turns: Tensor;
  /** [1], of the gradient. */
  readonly scale: Tensor;
}

export interface Turn {
  readonly learningRate: number;
  /** Updates that the blocks of this turn have seen, this one included. */
  readonly step: number;
  readonly turn: number;
}

/** How a kind of optimizer updates. */
export interface Rule {
  readonly kind: 'adam' | 'sgd';
  /** Flat vectors that it keeps. */
  readonly moments: 1 | 2;
  /** Whether tensors that have seen different numbers of updates need launches of their own. */
  readonly counts: boolean;
  launch(tensors: FlatTensors, turn: Turn): void;
}

/** What an optimizer knows of one parameter besides its value. */
export interface Moments {
  /** Updates seen; a step without a gradient does not count. */
  readonly steps: number;
  /** Adam's running mean of the gradients; SGD's momentum. */
  readonly m: Float32Array;
  /** Adam's running mean of their squares; SGD has none. */
  readonly v?: Float32Array;
}

export class Slab {
  /** Updates seen, by place. */
  private steps: number[];
  private moments: Tensor[];
  private turns: Tensor | undefined;
  /** What `turns` was made of. */
  private turnsKey = '';

  constructor(
    readonly places: readonly Place<Parameter>[],
    private readonly rule: Rule,
  ) {
    this.steps = places.map(() => 0);
    this.moments = Array.from({ length: rule.moments }, () => flatZeros(slabSize(places)));
  }

  /** One launch for each number of updates seen so far among the tensors that have a gradient: one, as a rule. */
  step(
    gradients: ReadonlyMap<string, Tensor>,
    scratch: Scratch,
    numbers: { learningRate: number; scale: Tensor },
  ): void {
    const due = this.places.map(({ parameter }) => gradients.get(parameter.name));
    if (due.every((gradient) => !gradient)) return;
    this.steps = this.steps.map((steps, i) => (due[i] ? steps + 1 : steps));
    const distinct = this.rule.counts ? [...new Set(this.steps.filter((_, i) => due[i]))] : [0];
    const turns = this.turnsOf(due.map((gradient, i) => (gradient ? this.turnAmong(distinct, i) : -1)));
    const own = this.places.flatMap(({ parameter, offset }, i) =>
      due[i] ? [{ tensor: parameter.value, offset }] : [],
    );
    const given = this.places.flatMap(({ offset }, i) => (due[i] ? [{ tensor: due[i], offset }] : []));
    packInto(scratch.parameter, own);
    packInto(scratch.gradient, given);
    const { learningRate, scale } = numbers;
    const tensors = { ...scratch, moments: this.moments, turns, scale };
    distinct.forEach((step, turn) => {
      this.rule.launch(tensors, { learningRate, step, turn });
    });
    unpackInto(scratch.parameter, own);
  }

  private turnAmong(distinct: readonly number[], place: number): number {
    return this.rule.counts ? distinct.indexOf(this.steps[place]!) : 0;
  }

  /** [blocks] turn of each block, uploaded again only when it changes. */
  private turnsOf(turnOf: readonly number[]): Tensor {
    const key = turnOf.join();
    if (this.turns && key === this.turnsKey) return this.turns;
    const values = new Float32Array(slabSize(this.places) / ADAM_BLOCK);
    this.places.forEach(({ offset, blocks }, i) => {
      const first = offset / ADAM_BLOCK;
      values.fill(turnOf[i]!, first, first + blocks);
    });
    this.turns?.dispose();
    this.turns = tf.keep(tf.tensor1d(values));
    this.turnsKey = key;
    return this.turns;
  }

  /** Of every tensor, in the order of `places`; one wait. */
  async state(): Promise<Moments[]> {
    const [m, v] = await readTensors(this.moments);
    return this.places.map(({ parameter, offset }, i) => {
      const end = offset + parameter.value.size;
      return { steps: this.steps[i]!, m: m!.slice(offset, end), ...(v && { v: v.slice(offset, end) }) };
    });
  }

  /** Replaces the moments; `of` answers for each parameter by name. */
  load(of: (name: string) => Moments): void {
    const loaded = this.moments.map(() => new Float32Array(slabSize(this.places)));
    this.steps = this.places.map(({ parameter, offset }) => {
      const { steps, m, v } = of(parameter.name);
      loaded[0]!.set(m, offset);
      if (v) loaded[1]?.set(v, offset);
      return steps;
    });
    tf.dispose(this.moments);
    this.moments = loaded.map((values) => tf.keep(tf.tensor1d(values)));
  }

  dispose(): void {
    tf.dispose(this.moments);
    this.turns?.dispose();
    this.turns = undefined;
  }
}
