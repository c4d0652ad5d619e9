/** Every loss of the published code that has golden values, by the name of the case. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { boundaryBce } from '../../../src/gpu/kernels/boundary-bce';
import { balancedCrossEntropy, crossEntropy } from '../../../src/gpu/kernels/cross-entropy';
import { depthL1 } from '../../../src/gpu/kernels/depth-l1';
import { normalsL1 } from '../../../src/gpu/kernels/normals-l1';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { readGolden } from '../../helpers/golden';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';

const VALUE = 2e-6; // float32 sums of 400 pixels in two levels
const GRADIENT = 5e-6; // of the largest entry; exp and log of the adapter are within a few units in the last place

type Loss = (prediction: tf.Tensor4D, label: tf.Tensor) => tf.Scalar;

const LOSSES: Record<string, Loss> = {
  semseg_ce: crossEntropy,
  semseg_ce_all_ignored: crossEntropy,
  human_parts_ce: crossEntropy,
  sal_ce_balanced: balancedCrossEntropy,
  edge_bce_w095: (x, y) => boundaryBce(x, y, 0.95),
  edge_bce_soft: (x, y) => boundaryBce(x, y, 0.95),
  edge_large_logits: (x, y) => boundaryBce(x, y, 0.95),
  edge_bce_auto: (x, y) => boundaryBce(x, y, 'automatic'),
  depth_l1: depthL1,
  depth_all_invalid: depthL1,
  normals_l1: normalsL1,
};

const golden = readGolden('mtl/losses_invpt.safetensors');
const cases = [...golden.tensors.keys()].filter((name) => name.endsWith('/value')).map((name) => name.split('/')[1]!);

test('the golden file holds these eleven cases', () => {
  expect(cases.sort()).toEqual(Object.keys(LOSSES).sort());
});

test.each(cases)('%s', async (name) => {
  const of = (part: string) => golden.get(`invpt/${name}/${part}`);
  const loss = LOSSES[name]!;
  const prediction = nhwcTensor(of('pred'));
  const label = nhwcTensor(of('label'));
  expectClose(await readTensor(loss(prediction, label)), of('value').data, VALUE, 'value');
  const got = await readTensor(grad4((x) => loss(x, label))(prediction));
  const want = nhwcValues(of('grad'));
  if (name === 'normals_l1') {
    expectClose(got.slice(0, 3), want.slice(0, 3), GRADIENT, 'gradient at the zero vector'); // 1e12 times the others
    got.fill(0, 0, 3);
    want.fill(0, 0, 3);
  }
  expectClose(got, want, GRADIENT, 'gradient');
});

test.each(cases)('%s: twice the same bits, and the gradient follows dy', async (name) => {
  const prediction = nhwcTensor(golden.get(`invpt/${name}/pred`));
  const label = nhwcTensor(golden.get(`invpt/${name}/label`));
  const loss = LOSSES[name]!;
  expect(await readTensor(loss(prediction, label))).toEqual(await readTensor(loss(prediction, label)));
  const gradient = async (factor: number) => readTensor(grad4((x) => tf.mul(loss(x, label), factor))(prediction));
  const [once, four] = [await gradient(1), await gradient(4)];
  expect(four).toEqual(once.map((v) => 4 * v));
});
