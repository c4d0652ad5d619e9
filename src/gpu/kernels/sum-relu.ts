/** ReLU of a sum of up to four maps, one launch forward and one backward. shaders/sum-relu*.wgsl. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface SumAttrs {
  readonly count: number;
}

const LANES = 64;
const TERMS = ['a', 'b', 'c', 'd'] as const;
const forward = defineKernel('sum-relu');
const backward = defineKernel('sum-relu-grad');

const op = defineOp<SumAttrs>({
  name: 'TfSumRelu',
  forward(inputs, { count }) {
    const { shape } = inputs.a!;
    const size = shape.reduce((product, side) => product * side, 1);
    const { y } = forward.run({
      inputs: Object.fromEntries(TERMS.map((name) => [name, inputs[name] ?? inputs.a!])),
      outputs: { y: { shape } },
      uniforms: { size, count },
      groups: linearGroups(size, LANES),
    });
    return [y!];
  },
  saveOutputs: [true],
  gradient([dy], [y], { count }) {
    const { dx } = backward.run({
      inputs: { y: y!, dy: dy! },
      outputs: { dx: { shape: y!.shape } },
      uniforms: { size: y!.size },
      groups: linearGroups(y!.size, LANES),
    });
    const first = asTensor(dx!);
    return Object.fromEntries(TERMS.slice(0, count).map((name, i) => [name, i === 0 ? first : tf.clone(first)]));
  },
});

/**
 * @param terms one to four of one shape
 * @returns max(0, their sum)
 */
export function sumRelu<T extends Tensor>(terms: readonly T[]): T {
  const [first] = terms;
  if (!first || terms.length > TERMS.length) throw new Error(`sumRelu adds one to four maps, not ${terms.length}`);
  const other = terms.find(({ shape }) => shape.join() !== first.shape.join());
  if (other)
    throw new Error(`sumRelu: [${other.shape.join(', ')}] beside [${first.shape.join(', ')}]; all must have one shape`);
  return op(Object.fromEntries(terms.map((term, i) => [TERMS[i]!, term])), { count: terms.length })[0] as T;
}
