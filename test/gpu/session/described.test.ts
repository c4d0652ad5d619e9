/** Networks from model files: what is refused before anything is computed, and what other tasks and parts give. */
import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { predictDescribed } from '../../../src/session/predict-described';
import { takeSteps } from '../../../src/session/step';
import { formulaWeights, waves } from '../../helpers/described';

const TINY = {
  encoder: { kind: 'hrnet', stem: 4, planes: 2, bottlenecks: 1, channels: 4, modules: [1, 1, 1], blocks: [1, 1, 1] },
  tasks: [{ name: 'semseg', channels: 3 }, 'depth'],
};
const VIT = {
  encoder: { kind: 'vit', width: 24, depth: 3, heads: 2, taps: [1, 2, 3] },
  decoder: { kind: 'inv-pt', width: 8, added: 8 },
};
const SIDE = 64;
const IMAGE = waves([1, 3, SIDE, SIDE]);
const MAP = [1, 1, SIDE, SIDE];

const tiny = formulaWeights(TINY, [SIDE, SIDE]);

/** Files come as Buffers, whose slice() is a view. */
const file = (tensors: ReadonlyMap<string, StoredTensor>): Uint8Array => Buffer.from(writeSafetensors(tensors));

interface Given {
  readonly model?: object | string;
  readonly weights?: Uint8Array;
  readonly input?: StoredTensor;
  readonly training?: boolean;
}

function predicted(
  { model = TINY, weights = file(tiny), input = IMAGE, training = false }: Given,
  told: string[] = [],
) {
  return predictDescribed({
    model: typeof model === 'string' ? model : JSON.stringify(model),
    weights: { name: 'w', source: weights },
    input: file(new Map([['input', input]])),
    training,
    tell: (sentence) => told.push(sentence),
  });
}

const shapes = (bytes: Uint8Array): Record<string, readonly number[]> =>
  Object.fromEntries([...readSafetensors(bytes).tensors].map(([name, { shape }]) => [name, shape]));

const withNaN = (): Map<string, StoredTensor> => {
  const name = 'heads.depth.last_layer.3.weight';
  const data = Float32Array.from(tiny.get(name)!.data as Float32Array);
  data[5] = NaN;
  return new Map([...tiny, [name, { ...tiny.get(name)!, data }]]);
};

test.each<[string, Given, RegExp]>([
  [
    'a size for MTI-Net',
    { input: waves([1, 3, 64, 80]) },
    /^input is 64 x 80; with MTI-Net both must be multiples of 32/,
  ],
  [
    'a size for InvPT',
    { model: VIT, input: waves([1, 3, 64, 96]) },
    /^input is 64 x 96; with InvPT both .* multiples of 64/,
  ],
  ['gray images', { input: waves(MAP) }, /^The tensor "input" is F32 \[1, 1, 64, 64\]; wanted is F32 \[B, 3, H, W\]/],
  ['no images', { input: waves([0, 3, 64, 64]) }, /^The tensor "input" is F32 \[0, 3, 64, 64\]/],
  [
    'an infinite pixel',
    { input: { ...IMAGE, data: new Float32Array(3 * SIDE * SIDE).fill(Infinity, 7, 8) } },
    /^The tensor "input" has the value Infinity at 7;/,
  ],
  [
    'NaN in the weights',
    { weights: file(withNaN()) },
    /^w: Tensor "heads\.depth\.last_layer\.3\.weight" has 1 of 60 values/,
  ],
  ['weights cut off', { weights: file(tiny).subarray(0, 40_000) }, /^w: .*damaged or not a \.safetensors file/],
  [
    'weights of another width',
    { weights: file(formulaWeights({ ...TINY, encoder: { ...TINY.encoder, channels: 8 } }, [SIDE, SIDE])) },
    /^w: The weights do not fit the model, and nothing was changed: .* of another shape/,
  ],
  ['weights of another network', { model: VIT }, /^w: The weights do not fit the model, and nothing was changed/],
  [
    'weights of other classes',
    { model: { ...TINY, tasks: ['semseg', 'depth'] } },
    /10 of another shape \(scale_0\.decoders\.semseg/,
  ],
  [
    'text for weights',
    { weights: Buffer.from('weights') },
    /^w: The file begins with .* no kind of weights known here/,
  ],
  ['no JSON', { model: '{' }, /^The model file is not JSON/],
  ['a key twice', { model: '{"encoder": "hrnet-w18", "encoder": "vit-tiny"}' }, /^The model file has "encoder" twice/],
])('%s: refused in a sentence', async (_, given, sentence) => {
  await expect(predicted(given)).rejects.toThrow(sentence);
});

test('a position embedding of a square grid is brought to the input’s, and told', async () => {
  const told: string[] = [];
  const weights = file(formulaWeights(VIT, [SIDE, SIDE]));
  const bytes = await predicted({ model: VIT, weights, input: waves([2, 3, SIDE, 2 * SIDE]) }, told);
  expect(told.join()).toContain('position embedding resized to 4 x 8 patches');
  expect(shapes(bytes)).toMatchObject({ edge: [2, 1, 64, 128], 'inter_preds/normals': [2, 3, 64, 128] });
});

test('a regularizer in the model file is rendered, too; left out, its weights are not wanted', async () => {
  const regularizer = { rays: [8, 8], planeChannels: 4, coarseSamples: 4, fineSamples: 4 };
  const model = { ...TINY, regularizer };
  const whole = file(formulaWeights(model, [SIDE, SIDE]));
  const told: string[] = [];
  const [plain, rendered] = [await predicted({ weights: whole }, told), await predicted({ model, weights: whole })];
  expect(told.join()).toMatch(/\d+ of the file unused \(regularizer\./);
  expect(shapes(rendered)).toEqual({
    ...shapes(plain),
    'rendered/semseg': [1, 3, SIDE, SIDE],
    'rendered/depth': [1, 1, SIDE, SIDE],
  });
  expect(readSafetensors(rendered).tensors.get('depth')).toEqual(readSafetensors(plain).tensors.get('depth'));
  await expect(predicted({ model })).rejects.toThrow(/missing \(regularizer\./);
});

test('train mode draws drop-path from the seed', async () => {
  const of = async (dropPath: number, seed: number) => {
    const model = { ...VIT, encoder: { ...VIT.encoder, dropPath }, seed };
    const weights = file(formulaWeights(VIT, [SIDE, SIDE]));
    const { tensors } = readSafetensors(
      await predicted({ model, weights, training: true, input: waves([4, 3, 64, 64]) }),
    );
    return tensors.get('depth')!.data;
  };
  expect(await of(0, 1)).toEqual(await of(0, 2));
  expect(await of(0.5, 1)).toEqual(await of(0.5, 1));
  expect(await of(0.5, 1)).not.toEqual(await of(0.5, 2));
});

const classes = (count: number): StoredTensor => ({
  dtype: 'U8',
  shape: MAP,
  data: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % 5 === 0 ? 255 : i % count)),
});

interface Stepping {
  readonly model?: object;
  readonly weights?: ReadonlyMap<string, StoredTensor>;
  readonly targets?: Readonly<Record<string, StoredTensor | undefined>>;
}

async function stepped({ model = TINY, weights = tiny, targets = {} }: Stepping) {
  const given = { input: IMAGE, 'target/semseg': classes(3), 'target/depth': waves(MAP), ...targets };
  const tensors = Object.entries(given).filter((entry): entry is [string, StoredTensor] => entry[1] !== undefined);
  const losses: Readonly<Record<string, number>>[] = [];
  const result = await takeSteps({
    model: JSON.stringify(model),
    weights: { name: 'w', source: file(weights) },
    batch: file(new Map(tensors)),
    steps: 1,
    tell: () => undefined,
    onLosses: (found) => losses.push(found),
  });
  return { losses, ...result };
}

test.each<[string, Stepping['targets'], RegExp]>([
  [
    'no target',
    { 'target/depth': undefined },
    /^The batch has no tensor "target\/depth"; wanted are input, target\/semseg,/,
  ],
  [
    'a smaller target',
    { 'target/depth': waves([1, 1, 32, 32]) },
    /^The tensor "target\/depth" is \[1, 1, 32, 32\]; wanted/,
  ],
  [
    'a class too many',
    { 'target/semseg': classes(4) },
    /^The tensor "target\/semseg" has the value 3; allowed are whole/,
  ],
  [
    'half a class',
    { 'target/semseg': waves(MAP) },
    /has the value 0\.\d+; allowed are whole numbers from 0 to 2, and 255/,
  ],
  [
    'NaN',
    { 'target/depth': { ...waves(MAP), data: new Float32Array(SIDE * SIDE).fill(NaN) } },
    /has the value NaN at 0/,
  ],
])('step refuses %s', async (_, targets, sentence) => {
  await expect(stepped({ targets })).rejects.toThrow(sentence);
});

test.each([1, 2])('all PASCAL tasks, with saliency of %i channels, are compared and trained', async (channels) => {
  const tasks = [{ name: 'semseg', channels: 3 }, 'human_parts', { name: 'sal', channels }, 'normals', 'edge'];
  const model = { ...TINY, tasks };
  const weights = formulaWeights(model, [SIDE, SIDE]);
  const targets = {
    'target/human_parts': classes(7),
    'target/sal': classes(2),
    'target/normals': waves([1, 3, SIDE, SIDE]),
    'target/edge': classes(2),
  };
  const { losses, gradients } = await stepped({ model, weights, targets });
  const names = ['semseg', 'human_parts', 'sal', 'normals', 'edge'];
  const scales = [0, 1, 2, 3].flatMap((scale) => names.map((name) => `scale_${scale}_${name}`));
  expect(Object.keys(losses[0]!)).toEqual([...names, ...scales, 'total']);
  const weightOf: Record<string, number> = { semseg: 1, human_parts: 2, sal: 5, normals: 10, edge: 50 };
  const sum = [...names, ...scales].reduce(
    (all, name) => all + losses[0]![name]! * weightOf[name.replace(/scale_\d_/, '')]!,
    0,
  );
  expect(losses[0]!.total).toBeCloseTo(sum, 4);
  expect([...readSafetensors(gradients).tensors.keys()]).toContain('heads.human_parts.last_layer.3.weight');
});

test('PAD-Net: first and final predictions with equal weights, gradients under the published names', async () => {
  const model = { ...TINY, decoder: { kind: 'pad-net', width: 8 } };
  const weights = formulaWeights(model, [SIDE, SIDE]);
  const maps = shapes(await predicted({ model, weights: file(weights) }));
  expect(maps).toMatchObject({ semseg: [1, 3, SIDE, SIDE], 'deep_supervision/initial/semseg': [1, 3, 16, 16] });
  const { losses, gradients } = await stepped({ model, weights });
  const { total, ...terms } = losses[0]!;
  expect(Object.keys(terms)).toEqual(['semseg', 'depth', 'initial_semseg', 'initial_depth']);
  expect(total).toBeCloseTo(
    Object.values(terms).reduce((a, b) => a + b, 0),
    4,
  );
  const names = [...readSafetensors(gradients).tensors.keys()];
  const trained = [...weights.keys()].filter((name) => !/running_|num_batches/.test(name));
  expect(names.toSorted()).toEqual(trained.toSorted());
  expect(names).toEqual(expect.arrayContaining(['backbone.0.conv1.weight', 'backbone.1.last_layer.0.weight']));
});
