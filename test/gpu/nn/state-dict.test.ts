import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { readTensor } from '../../../src/gpu/read';
import { Conv2d } from '../../../src/nn/conv';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { BatchNorm2d } from '../../../src/nn/norm';
import { loadStateDict, stateDict } from '../../../src/nn/state-dict';
import { randomTensor } from '../../helpers/gradcheck';

function network(seed: number): { store: ParameterStore; apply: (x: Tensor4D, training: boolean) => Tensor4D } {
  const store = new ParameterStore(seed);
  const conv = new Conv2d(new Scope(store, 'conv'), { in: 3, out: 4, kernel: 3, padding: 1 });
  const norm = new BatchNorm2d(new Scope(store, 'norm'), { channels: 4 });
  return { store, apply: (x, training) => norm.apply(conv.apply(x), { training, seed: 0 }) };
}

const image = (): Tensor4D => randomTensor([2, 5, 6, 3], 1) as Tensor4D;

test('a model that reads another one’s state computes the same, and its statistics go on moving', async () => {
  const [from, to] = [network(1), network(2)];
  from.apply(image(), true);
  const state = await stateDict(from.store);
  expect(state.get('conv.weight')!.shape).toEqual([4, 3, 3, 3]);
  expect(state.get('norm.num_batches_tracked')).toEqual({ shape: [], data: new Float32Array([1]) });
  to.apply(image(), true); // the old buffers have been written in place
  loadStateDict(to.store, state);
  expect(await readTensor(to.apply(image(), false))).toEqual(await readTensor(from.apply(image(), false)));
  expect(await stateDict(to.store)).toEqual(state);
  to.apply(image(), true);
  from.apply(image(), true);
  const moved = await stateDict(to.store);
  expect(moved).toEqual(await stateDict(from.store));
  expect(moved.get('norm.running_mean')).not.toEqual(state.get('norm.running_mean'));
});

test('misfits are named all at once and change nothing', async () => {
  const { store } = network(1);
  const before = await stateDict(store);
  const wrong = new Map([...before].map(([name, { shape, data }]) => [name, { shape, data: data.map((v) => v + 1) }]));
  wrong.delete('norm.bias');
  wrong.set('conv.weight', { shape: [3, 3, 3, 4], data: new Float32Array(108) });
  wrong.set('extra.scale', { shape: [1], data: new Float32Array(1) });
  expect(() => loadStateDict(store, wrong)).toThrow(InputError);
  expect(() => loadStateDict(store, wrong)).toThrow(
    /1 missing \(norm\.bias\); 1 unexpected \(extra\.scale\); 1 of another shape \(conv\.weight is \[3, 3, 3, 4\] with 108 values, wanted \[4, 3, 3, 3\]\)/,
  );
  expect(await stateDict(store)).toEqual(before);
});
