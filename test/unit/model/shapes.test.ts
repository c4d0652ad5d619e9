/** Names and shapes of the real networks against the published ones; nothing is allocated. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HRNETS, INV_PTS, PAD_NETS, VITS } from '../../../src/config/models';
import { presetOf } from '../../../src/config/parse';
import { HighResolutionDecoder } from '../../../src/model/decoders/high-resolution';
import { InvPtDecoder } from '../../../src/model/decoders/inv-pt';
import { MtiNetDecoder } from '../../../src/model/decoders/mti-net';
import { HrnetEncoder } from '../../../src/model/encoders/hrnet';
import { VitEncoder } from '../../../src/model/encoders/vit';
import { MultiTaskModel } from '../../../src/model/multitask';
import { constant, ParameterStore, Scope } from '../../../src/nn/module';
import { fileShape } from '../../../src/nn/state-dict';
import { GOLDEN_FOLDER } from '../../helpers/golden';

interface Published {
  readonly trainable_params: number;
  readonly n_tensors: number;
  readonly n_values: number;
  readonly num_output?: Readonly<Record<string, number>>;
  readonly state_dict: Readonly<Record<string, number[]>>;
}

type Name = keyof typeof HRNETS;

/** What the published files call W18 is W18-small-v2. */
const NETWORKS: readonly (readonly [file: string, name: Name])[] = [
  ['w18', 'w18-small-v2'],
  ['w32', 'w32'],
  ['w48', 'w48'],
];

function published(file: string): Published {
  return JSON.parse(readFileSync(`${GOLDEN_FOLDER}mtl/shapes/${file}.json`, 'utf8')) as Published;
}

function expectAsPublished(store: ParameterStore, want: Published): void {
  const shapes = Object.fromEntries(store.all().map((parameter) => [parameter.name, fileShape(parameter)]));
  expect(shapes).toEqual(want.state_dict);
  expect(store.count()).toBe(want.trainable_params);
  expect(store.all()).toHaveLength(want.n_tensors);
  expect(store.all().reduce((sum, { value }) => sum + value.size, 0)).toBe(want.n_values);
}

const described = (): ParameterStore => new ParameterStore(0, { allocate: false });

test.each(NETWORKS)('HRNet %s has the published names, shapes and number of parameters', (file, name) => {
  const store = described();
  new HrnetEncoder(new Scope(store), HRNETS[name]);
  expectAsPublished(store, published(`hrnet_${file}`));
});

test.each(NETWORKS.flatMap(([file, name]) => ['nyud', 'pascal'].map((data) => [file, data, name] as const)))(
  'MTI-Net %s for %s has the published names, shapes and number of parameters',
  (file, data, name) => {
    const want = published(`mtinet_${file}_${data}`);
    const store = described();
    const root = new Scope(store);
    const { info } = new HrnetEncoder(root.child('backbone'), HRNETS[name]);
    const heads = Object.entries(want.num_output!).map(([id, channels]) => ({ id, channels }));
    new MtiNetDecoder(root, { features: info, heads, bnMomentum: 0.1 });
    expectAsPublished(store, want);
  },
);

test.each([
  ['vitl', 'large', 'nyud', [448, 576]],
  ['vitb', 'base', 'nyud', [448, 576]],
  ['vitl', 'large', 'pascal', [512, 512]],
  ['vitb', 'base', 'pascal', [512, 512]],
] as const)(
  'InvPT on %s for %s has the published names, shapes and number of parameters',
  (file, name, data, input) => {
    const want = published(`invpt_${file}_${data}`);
    const store = described();
    const root = new Scope(store);
    const { info } = new VitEncoder(root.child('backbone'), VITS[name], input);
    const heads = Object.entries(want.num_output!).map(([id, channels]) => ({ id, channels }));
    new InvPtDecoder(root, { config: INV_PTS.published, features: info, heads, bnMomentum: 0.1 });
    expectAsPublished(store, want);
  },
);

test('describing allocates nothing, for here is nothing to allocate on; W18 differs from W18-small-v2', () => {
  const scalar = { shape: [], init: constant(0) };
  expect(() => new ParameterStore(0).create('one', scalar)).toThrow('No backend');
  const store = described();
  new HrnetEncoder(new Scope(store), HRNETS.w18);
  expect(store.get('stage4.2.branches.3.3.conv2.weight').value.shape).toEqual([3, 3, 144, 144]);
  expect(() => store.create('conv1.weight', scalar)).toThrow('two parameters are named');
  store.dispose();
  expect(store.all()).toEqual([]);
});

test('the baseline head has the published names', () => {
  const store = described();
  const features = { strides: [4, 8, 16, 32], channels: [18, 36, 72, 144] };
  new HighResolutionDecoder(new Scope(store, 'decoders'), {
    features,
    heads: [{ id: 'depth', channels: 1, bias: 2 }],
    bnMomentum: 0.1,
  });
  expect(Object.fromEntries(store.trainable().map((one) => [one.name, fileShape(one)]))).toEqual({
    'decoders.depth.last_layer.0.weight': [270, 270, 1, 1],
    'decoders.depth.last_layer.0.bias': [270],
    'decoders.depth.last_layer.1.weight': [270],
    'decoders.depth.last_layer.1.bias': [270],
    'decoders.depth.last_layer.3.weight': [1, 270, 1, 1],
    'decoders.depth.last_layer.3.bias': [1],
  });
});

const PAD_NET_PARTS = {
  'backbone.1.last_layer.0.weight': [270, 270, 1, 1],
  'backbone.1.last_layer.0.bias': [270],
  'backbone.1.last_layer.1.running_var': [270],
  'initial_task_prediction_heads.layers.semseg.0.conv1.weight': [64, 270, 1, 1],
  'initial_task_prediction_heads.layers.semseg.0.bn1.num_batches_tracked': [],
  'initial_task_prediction_heads.layers.depth.0.conv2.weight': [64, 64, 3, 3],
  'initial_task_prediction_heads.layers.depth.0.conv3.weight': [256, 64, 1, 1],
  'initial_task_prediction_heads.layers.depth.0.downsample.0.weight': [256, 270, 1, 1],
  'initial_task_prediction_heads.layers.depth.0.downsample.1.running_mean': [256],
  'initial_task_prediction_heads.layers.depth.1.conv1.weight': [64, 256, 1, 1],
  'initial_task_prediction_heads.conv_out.semseg.weight': [40, 256, 1, 1],
  'initial_task_prediction_heads.conv_out.semseg.bias': [40],
  'multi_modal_distillation.self_attention.semseg.depth.attention.0.weight': [256, 256, 3, 3],
  'multi_modal_distillation.self_attention.depth.semseg.conv.weight': [256, 256, 3, 3],
  'heads.semseg.0.conv1.weight': [64, 256, 1, 1],
  'heads.semseg.1.bn3.weight': [256],
  'heads.depth.2.weight': [1, 256, 1, 1],
  'heads.depth.2.bias': [1],
};

/** By hand from the published description: W18-small-v2 gives 18 + 36 + 72 + 144 = 270 channels; 256, and 64 inside. */
test('PAD-Net has the published names and shapes', () => {
  const store = described();
  const encoder = HRNETS['w18-small-v2'];
  const config = { ...presetOf('nano'), encoder, decoder: PAD_NETS.published };
  const heads = [
    { id: 'semseg', channels: 40 },
    { id: 'depth', channels: 1 },
  ];
  const model = new MultiTaskModel(config, heads, { allocate: false });
  const shapes = new Map(model.store.all().map((one) => [one.name, fileShape(one)]));
  new HrnetEncoder(new Scope(store, 'backbone.0'), encoder);
  for (const one of store.all()) expect(shapes.get(one.name), one.name).toEqual(fileShape(one));
  const rest = [...shapes.keys()].filter((name) => !/^(backbone\.0|regularizer)\./.test(name));
  // Convolution and norm (1 + 5): the first bottleneck has four, others three; the fuse's convolution has a bias.
  expect(rest).toHaveLength(7 + 2 * (24 + 18 + 2) + 2 * 2 + 2 * (18 + 18 + 2));
  expect(
    Object.fromEntries(rest.filter((name) => name in PAD_NET_PARTS).map((name) => [name, shapes.get(name)])),
  ).toEqual(PAD_NET_PARTS);
});

test.each([
  [[2], 'this encoder gives one map of stride 2'],
  [[16, 16, 16, 16], 'this encoder gives maps of strides 16, 16, 16, 16'],
])('MTI-Net refuses strides %j in a sentence', (strides, part) => {
  const features = { strides, channels: strides.map(() => 8) };
  const build = (): MtiNetDecoder =>
    new MtiNetDecoder(new Scope(described()), { features, heads: [{ id: 'depth', channels: 1 }], bnMomentum: 0.1 });
  expect(build).toThrow(`MTI-Net reads four maps whose strides double, such as 4, 8, 16, 32; ${part}`);
});
