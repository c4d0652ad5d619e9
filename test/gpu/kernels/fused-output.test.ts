import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fusedOutput, fusedOutputGrad, fusedOutputWeightsGrad } from '../../../src/gpu/kernels/fused-output';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32_SUM = 1e-6; // sums of some dozens of products
const HIDDEN = 8;
const RAYS = 101; // odd, so that tiles of four run over the end

const CASES = [[3], [5, 1, 3, 1], [2, 1, 4, 1, 3, 2]].map((heads) => ({ heads, rays: RAYS, hidden: HIDDEN }));

function inputsOf(heads: readonly number[]) {
  const channels = heads.reduce((a, b) => a + b, 0);
  return {
    composited: randomTensor([RAYS, heads.length * HIDDEN], 1),
    accumulated: randomTensor([RAYS], 2),
    w2: randomTensor([channels + 1, HIDDEN], 3),
    b2: randomTensor([channels + 1], 4),
    d_out: randomTensor([RAYS, channels], 5),
  };
}

/** Head of each row. */
const headsOfRows = (heads: readonly number[]): number[] =>
  heads.flatMap((channels, head) => Array<number>(channels).fill(head));

const values = async (tensors: Readonly<Record<string, Tensor>>): Promise<Record<string, Float32Array>> => {
  const read = await readTensors(Object.values(tensors));
  return Object.fromEntries(Object.keys(tensors).map((name, i) => [name, read[i]!]));
};

test.for(CASES)('heads of $heads channels: one map each, as plain sums', async (layer) => {
  const { composited, accumulated, w2, b2 } = inputsOf(layer.heads);
  const { maps } = fusedOutput({ composited, accumulated, w2, b2 }, layer, (channels) => [RAYS, channels]);
  const v = await values({ composited, accumulated, w2, b2 });
  expect(maps.map(({ shape }) => shape[1])).toEqual(layer.heads);
  let row = 0;
  for (const [head, map] of maps.entries()) {
    const channels = layer.heads[head]!;
    const want = Array.from({ length: RAYS * channels }, (_, i) => {
      const [ray, k] = [Math.floor(i / channels), row + (i % channels)];
      let sum = v.b2![k]! * v.accumulated![ray]!;
      for (let c = 0; c < HIDDEN; c++)
        sum += v.w2![k * HIDDEN + c]! * v.composited![(ray * layer.heads.length + head) * HIDDEN + c]!;
      return sum;
    });
    expectClose(await readTensor(map), want, F32_SUM, `head ${head}`);
    row += channels;
  }
});

test.for(CASES)('heads of $heads channels: gradients as plain sums', async (layer) => {
  const { composited, accumulated, w2, b2, d_out } = inputsOf(layer.heads);
  const { g, gAccumulated } = fusedOutputGrad({ d_out, w2, b2 }, layer);
  const parts = fusedOutputWeightsGrad({ d_out, composited, accumulated }, layer);
  const [gotG, gotAccumulated, gotParts] = await readTensors([g, gAccumulated, parts]);
  const v = await values({ composited, accumulated, w2, b2, d_out });
  const rows = headsOfRows(layer.heads);
  const units = layer.heads.length * HIDDEN;
  const wantG = new Float64Array(RAYS * units);
  const wantAccumulated = new Float64Array(RAYS);
  const wantParts = new Float64Array(rows.length * (HIDDEN + 4));
  for (let ray = 0; ray < RAYS; ray++) {
    rows.forEach((head, row) => {
      const d = v.d_out![ray * rows.length + row]!;
      wantAccumulated[ray]! += d * v.b2![row]!;
      wantParts[row * (HIDDEN + 4) + HIDDEN]! += d * v.accumulated![ray]!;
      for (let c = 0; c < HIDDEN; c++) {
        wantG[ray * units + head * HIDDEN + c]! += d * v.w2![row * HIDDEN + c]!;
        wantParts[row * (HIDDEN + 4) + c]! += d * v.composited![ray * units + head * HIDDEN + c]!;
      }
    });
  }
  expectClose(gotG!, wantG, F32_SUM, 'composited units');
  expectClose(gotAccumulated!, wantAccumulated, F32_SUM, 'accumulated weight');
  expect(parts.shape[0]).toBeGreaterThan(1);
  const sums = new Float64Array(wantParts.length);
  gotParts!.forEach((value, i) => (sums[i % sums.length]! += value));
  expectClose(sums, wantParts, F32_SUM, 'weights');
});
