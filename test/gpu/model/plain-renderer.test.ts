/** The bench's stock tfjs renderer is right: golden cases with planes at the ray grid, maps and plane gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor, readTensors } from '../../../src/gpu/read';
import type { FieldParameters, TriPlane } from '../../../src/model/regularizer/types';
import { plainRender } from '../../bench/plain-renderer';
import { expectClose, l2Error } from '../../helpers/close';
import { readGolden } from '../../helpers/golden';
import {
  caseTensors,
  goldenCase,
  netNames,
  netPart,
  PARAMETERS,
  PLANES,
  toTensor,
} from '../../helpers/regularizer-case';

const OUTPUT = 1e-5; // 1 - exp(-tau) without a series loses digits: 5e-6 is for kernels that have one
const GRADIENT_L2 = 5e-5; // the same, and one unit on the other side of LeakyReLU's kink

test.each(['g01_square', 'g13_paper_like'])('%s', async (name) => {
  const given = goldenCase(readGolden(`regularizer/${name}.safetensors`));
  const { planes, fields, positions } = caseTensors(given);
  let maps: Record<string, tf.Tensor4D> = {};
  const gradients = tf.grads((...x: tf.Tensor[]) => {
    const [xy, xz, yz, w1, b1, w2, b2] = x;
    const inputs = { planes: { xy, xz, yz } as TriPlane, fields: { w1, b1, w2, b2 } as FieldParameters };
    maps = plainRender({ ...inputs, t: positions as tf.Tensor3D }, given.options);
    for (const map of Object.values(maps)) tf.keep(map);
    return tf.addN([...given.dout].map(([id, d]) => tf.sum(tf.mul(tf.reshape(maps[id]!, d.shape), toTensor(d)))));
  })([...PLANES.map((plane) => planes[plane]), ...PARAMETERS.map((parameter) => fields[parameter])]);
  for (const [id, want] of given.out) expectClose(await readTensor(maps[id]!), want.data, OUTPUT, id);
  const values = await readTensors(gradients);
  PLANES.forEach((plane, i) => {
    expect(l2Error(values[i]!, given.planeGradients[plane].data), plane).toBeLessThan(GRADIENT_L2);
  });
  PARAMETERS.forEach((parameter, i) => {
    for (const net of netNames(given.options)) {
      const got = netPart(values[PLANES.length + i]!, parameter, net, given);
      expect(l2Error(got, given.fieldGradient(net, parameter).data), `${net}.${parameter}`).toBeLessThan(GRADIENT_L2);
    }
  });
});
