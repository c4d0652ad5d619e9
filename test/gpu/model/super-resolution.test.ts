/** Rendered maps enlarged: at the start bilinearly and no more, then with a gradient in every parameter and map. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { SuperResolution } from '../../../src/model/regularizer/super-resolution';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { resize } from '../../../src/nn/resize';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

const HEADS = [
  { id: 'semseg', channels: 3 },
  { id: 'depth', channels: 1 },
];

function made(blocks: number) {
  const store = new ParameterStore(3);
  const config = { slope: 0.2, superResolution: { enabled: true, width: 6, blocks } };
  return { store, module: new SuperResolution(new Scope(store), { config, heads: HEADS }) };
}

const mapsOf = (seed: number): Record<string, Tensor4D> => ({
  semseg: randomTensor([2, 3, 4, 3], seed) as Tensor4D,
  depth: randomTensor([2, 3, 4, 1], seed + 1) as Tensor4D,
});

/** Gives the last convolution something to add. */
function wake({ store }: ReturnType<typeof made>, last: number): void {
  const { value } = store.get(`${last}.weight`);
  value.assign(randomTensor(value.shape, 11));
}

test('at the start a map is enlarged bilinearly, bit by bit', async () => {
  for (const blocks of [1, 2]) {
    const { store, module } = made(blocks);
    const maps = mapsOf(1);
    const got = module.forward(maps);
    for (const { id } of HEADS) {
      const size = [3 * 2 ** blocks, 4 * 2 ** blocks] as const;
      expect(await readTensor(got[id]!)).toEqual(await readTensor(resize(maps[id]!, size)));
    }
    store.dispose();
  }
});

test('heads see each other, and the gradient agrees with central differences', async () => {
  const one = made(1);
  wake(one, 2);
  const maps = mapsOf(5);
  const depthOf = (semseg: Tensor): Tensor => one.module.forward({ ...maps, semseg: semseg as Tensor4D }).depth!;
  expect(await readTensor(depthOf(maps.semseg!))).not.toEqual(await readTensor(depthOf(randomTensor([2, 3, 4, 3], 9))));
  expect(await gradientError(depthOf, maps.semseg!, { step: 3e-3 })).toBeLessThan(CENTRAL_DIFFERENCE);
  one.store.dispose();
});

test('nothing leaks, with one head too', async () => {
  const two = made(2);
  await expectNoLeak(() => two.module.forward(mapsOf(2)));
  two.store.dispose();
});
