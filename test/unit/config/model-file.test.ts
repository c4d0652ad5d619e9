import { expect, test } from 'vitest';
import { HRNETS, INV_PTS, PAD_NETS, VITS } from '../../../src/config/models';
import { parseModelFile, type KnownTask } from '../../../src/config/model-file';
import { presetOf } from '../../../src/config/parse';
import { PRESETS } from '../../../src/config/presets';

const KNOWN: readonly KnownTask[] = [
  { id: 'semseg', publishedName: 'semseg', channels: 40, weight: 1 },
  { id: 'depth', publishedName: 'depth', channels: 1, weight: 1, widths: [1] },
  { id: 'normals', publishedName: 'normals', channels: 3, weight: 10, widths: [3] },
  { id: 'boundary', publishedName: 'edge', channels: 1, weight: 50, widths: [1] },
  { id: 'parts', publishedName: 'human_parts', channels: 7, weight: 2 },
  { id: 'saliency', publishedName: 'sal', channels: 2, channelsIn: { 'mti-net': 1 }, weight: 5, widths: [1, 2] },
];

const parse = (value: unknown, input: readonly [number, number] = [64, 128]) => parseModelFile(value, KNOWN, input);

test('an encoder alone: the rest is MTI-Net’s published code', () => {
  const { config, channels } = parse({ encoder: 'hrnet-w48' });
  expect(config).toMatchObject({ input: [64, 128], encoder: HRNETS.w48, decoder: { kind: 'mti-net' } });
  expect(config.tasks).toEqual(['semseg', 'normals', 'boundary', 'depth']);
  expect(channels).toEqual({ semseg: 40, normals: 3, boundary: 1, depth: 1 });
  expect(config.lossWeights).toEqual({ semseg: 1, normals: 10, boundary: 50, depth: 1 });
  expect(config.optimizer).toMatchObject({ kind: 'adam', learningRate: 1e-4, weightDecay: 1e-4, schedule: 'constant' });
  expect(config.regularizer.enabled).toBe(false);
});

test('a vision transformer alone: the rest is InvPT’s, without drop-path', () => {
  const { config } = parse({ encoder: 'vit-large' });
  expect(config.encoder).toEqual({ ...VITS.large, dropPath: 0 });
  expect(config.decoder).toEqual(INV_PTS.published);
  expect(config.tasks).toEqual(['semseg', 'depth', 'normals', 'boundary']);
  expect(config.optimizer).toMatchObject({ learningRate: 2e-5, weightDecay: 1e-6 });
  expect(parse({ encoder: { kind: 'vit' } }).config.encoder).toEqual({ ...VITS.large, dropPath: 0 });
});

test('settings over the published ones; tasks by either name with channels of their own', () => {
  const { config, channels } = parse({
    encoder: { kind: 'hrnet', channels: 6, planes: 8 },
    tasks: [{ name: 'semseg', channels: 21 }, 'boundary', 'sal'],
    lossWeights: { edge: 7 },
    optimizer: { kind: 'sgd', learningRate: 0.01, clipNorm: 3 },
    regularizer: { planeChannels: 4, superResolution: { width: 8 } },
    alpha: { peak: 2 },
    batchNormMomentum: 0.2,
    seed: 9,
    steps: 10,
  });
  expect(config.encoder).toEqual({ ...HRNETS['w18-small-v2'], channels: 6, planes: 8 });
  expect(channels).toEqual({ semseg: 21, boundary: 1, saliency: 1 });
  expect(config.lossWeights).toEqual({ semseg: 1, boundary: 7, saliency: 5 });
  expect(config.optimizer).toMatchObject({ kind: 'sgd', learningRate: 0.01, clipNorm: 3, momentum: 0.9 });
  expect(config.regularizer).toMatchObject({ enabled: true, planeChannels: 4 });
  expect(config.regularizer.superResolution).toEqual({ enabled: false, width: 8, blocks: 1 });
  expect(config.alpha).toEqual({ peak: 2, rampFraction: 0 });
  expect(config).toMatchObject({ batchNormMomentum: 0.2, seed: 9, steps: 10 });
});

test('PAD-Net is of MTI-Net’s published code: its order of tasks, one channel of saliency', () => {
  const { config } = parse({ encoder: 'hrnet-w18-small-v2', decoder: 'pad-net' });
  expect(config.decoder).toEqual(PAD_NETS.published);
  expect(config.tasks).toEqual(['semseg', 'normals', 'boundary', 'depth']);
  expect(config.optimizer).toMatchObject({ learningRate: 1e-4, weightDecay: 1e-4 });
});

test('saliency has as many channels as the decoder’s published code', () => {
  const of = (encoder: string) => parse({ encoder, tasks: ['sal'] }).channels.saliency;
  expect([of('hrnet-w32'), of('vit-base')]).toEqual([1, 2]);
});

test('a preset is the rest, but the regularizer stays off unless it is named', () => {
  const nano = presetOf('nano');
  const { config } = parse({ preset: 'nano', encoder: { width: 8 }, optimizer: { weightDecay: 0.5 } });
  expect(config.encoder).toEqual({ ...nano.encoder, width: 8 });
  expect(config.decoder).toEqual(nano.decoder);
  expect(config.optimizer).toEqual({ ...nano.optimizer, weightDecay: 0.5 });
  expect(config.regularizer).toEqual({ ...nano.regularizer, enabled: false });
  expect(parse({ preset: 'nano', regularizer: {} }).config.regularizer).toEqual(nano.regularizer);
  expect(config.alpha).toEqual(nano.alpha);
});

test.each(Object.keys(PRESETS))('the preset %s alone is a whole file', (preset) => {
  const { encoder, decoder, tasks, optimizer, input } = presetOf(preset);
  expect(parse({ preset, regularizer: {} }, input).config).toMatchObject({ encoder, decoder, tasks, optimizer, input });
});

const MTI_NET = { encoder: 'hrnet-w18' };

test.each([
  [[], /^The model file is \[\]; it must be an object of preset, encoder/],
  [{ ...MTI_NET, model: 1 }, /^"model" is not a setting of a model file; known here: preset, encoder, decoder/],
  [{}, /^encoder is missing; name one \(nano, mini-hrnet, hrnet-w18-small-v2/],
  [
    { encoder: 'resnet' },
    /^encoder is "resnet"; allowed are nano, .*or an object with its kind \(nano, hrnet, vit\)\.$/,
  ],
  [{ encoder: { channels: 6 } }, /^encoder is \{"channels":6\}; name one/],
  [
    { encoder: { kind: 'hrnet', width: 6 } },
    /^"encoder\.width" is not a setting of a model file; known here: kind, stem/,
  ],
  [
    { encoder: { kind: 'hrnet', channels: -3 } },
    /^Encoder\.channels is −3; allowed is a whole number from 1 to 256\.$/,
  ],
  [{ encoder: { kind: 'toString' } }, /^encoder is \{"kind":"toString"\}; name one/],
  [{ ...MTI_NET, decoder: 'inv-pt' }, /^decoder\.kind is "inv-pt", which reads four maps of one size/],
  [{ ...MTI_NET, tasks: [] }, /^tasks is \[\]; allowed is a list/],
  [
    { ...MTI_NET, tasks: ['colour'] },
    /^tasks has "colour"; allowed are semseg, depth, normals, edge, human_parts, sal/,
  ],
  [{ ...MTI_NET, tasks: ['edge', 'boundary'] }, /^tasks names "edge" twice; name it once\.$/],
  [{ ...MTI_NET, tasks: [{ name: 'semseg', classes: 3 }] }, /^"tasks\.classes" is not a setting .*: name, channels\.$/],
  [{ ...MTI_NET, tasks: [{ name: 'depth', channels: 2 }] }, /^The channels of the task "depth" are 2; allowed is 1\.$/],
  [{ ...MTI_NET, tasks: [{ name: 'semseg', channels: 0.5 }] }, /are 0\.5; allowed is a whole number from 1 to 4096\.$/],
  [{ ...MTI_NET, lossWeights: { sal: 1 } }, /^"lossWeights\.sal" is not a setting .*: semseg, normals, edge, depth\.$/],
  [
    { ...MTI_NET, optimizer: { lr: 1 } },
    /^"optimizer\.lr" is not a setting of a model file; known here: kind, learningRate/,
  ],
  [{ ...MTI_NET, optimizer: 'adam' }, /^optimizer is "adam"; allowed is an object of kind, learningRate/],
  [{ ...MTI_NET, optimizer: { learningRate: 'fast' } }, /^Optimizer\.learningRate is "fast"; allowed is/],
  [{ ...MTI_NET, regularizer: { planes: 3 } }, /^"regularizer\.planes" is not a setting/],
  [{ preset: 'huge' }, /^Preset "huge" is unknown; known presets: nano/],
])('%j is refused in a sentence', (value, sentence) => {
  expect(() => parse(value)).toThrow(sentence);
});

test.each([
  [MTI_NET, [64, 100], /^input is 64 x 100; with MTI-Net both must be multiples of 32, such as 64 x 96\.$/],
  [
    { encoder: 'vit-tiny' },
    [96, 128],
    /^input is 96 x 128; with InvPT both must be multiples of 64, such as 128 x 128\.$/,
  ],
  [MTI_NET, [8, 64], /^Input\.0 is 8; allowed is a whole number from 16 to 4 096\.$/],
] as const)('%j cannot take images of %j', (value, size, sentence) => {
  expect(() => parse(value, size)).toThrow(sentence);
});
