/** A task's backward pass through decoders in which the tasks meet: the sum over the tasks is the usual gradient. */
import { expect, test } from 'vitest';
import { DECODERS_AT_FIRST, ENCODERS_AT_FIRST, INV_PTS, VITS } from '../../../src/config/models';
import { expectClose } from '../../helpers/close';
import { moveOf, type Changes } from '../../helpers/small-trainer';
import { syntheticSample } from '../../helpers/synthetic';

const FLOAT32 = 1e-3; // differences of weights near 1 in float32, of gradients that add up to less than their parts

const NETWORKS: readonly (readonly [string, Changes & { readonly input: readonly [number, number] }])[] = [
  [
    'HRNet and MTI-Net',
    {
      input: [32, 64],
      encoder: { ...ENCODERS_AT_FIRST.hrnet, channels: 4, stem: 8, planes: 4 },
      decoder: DECODERS_AT_FIRST['mti-net'],
    },
  ],
  [
    'HRNet and PAD-Net',
    {
      input: [32, 64],
      encoder: { ...ENCODERS_AT_FIRST.hrnet, channels: 4, stem: 8, planes: 4 },
      decoder: { kind: 'pad-net', width: 8 },
    },
  ],
  [
    'ViT and InvPT',
    {
      input: [64, 64],
      encoder: { ...VITS.tiny, width: 24, depth: 4, taps: [1, 2, 3] },
      decoder: { ...INV_PTS.mini, width: 16, added: 16 },
    },
  ],
];

test.each(NETWORKS)('%s: CAGrad with c = 0 takes the step of fixed weights', async (_, network) => {
  const samples = [syntheticSample(0, ...network.input), syntheticSample(1, ...network.input)];
  const changes = { ...network, optimizer: { learningRate: 0.1 } };
  const fixed = await moveOf(changes, samples);
  const summed = await moveOf({ ...changes, balancing: { kind: 'cagrad', conflict: 0 } }, samples);
  expectClose(summed.move, fixed.move, FLOAT32);
  expect(summed.facts).toMatchObject(fixed.facts);
  expect(summed.facts.cosines!.flat().every((cosine) => Math.abs(cosine) <= 1 + FLOAT32)).toBe(true);
});
