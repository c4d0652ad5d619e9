/** Encoders and decoders as configuration: what is accepted, what is refused and how, and that every pair builds. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { DECODERS_AT_FIRST, ENCODERS_AT_FIRST, HRNETS, INV_PTS, PAD_NETS, VITS } from '../../../src/config/models';
import { choicesOf, parseConfig, presetOf, setValue } from '../../../src/config/parse';
import { decoderOf, DECODERS, encoderScope } from '../../../src/model/decoders';
import { encoderOf, ENCODERS } from '../../../src/model/encoders';
import type { Head } from '../../../src/model/types';
import { ParameterStore, Scope } from '../../../src/nn/module';

const nano = presetOf('nano');
const on = (changes: Partial<ExperimentConfig>): ExperimentConfig => parseConfig({ ...nano, ...changes });
const HEADS: readonly Head[] = [
  { id: 'semseg', channels: 5 },
  { id: 'depth', channels: 1, bias: 2 },
];

test('the lists, the schema and the first settings of a kind name the same kinds', () => {
  expect(choicesOf('encoder.kind')).toEqual(Object.keys(ENCODERS));
  expect(choicesOf('decoder.kind')).toEqual(Object.keys(DECODERS));
  expect(Object.keys(ENCODERS_AT_FIRST)).toEqual(Object.keys(ENCODERS));
  expect(Object.keys(DECODERS_AT_FIRST)).toEqual(Object.keys(DECODERS));
});

test.each(Object.entries(HRNETS))('HRNet %s is a valid encoder', (_name, encoder) => {
  expect(on({ encoder, decoder: { kind: 'mti-net' }, input: [128, 192] }).encoder).toEqual(encoder);
});

test('choosing a kind brings its settings; choosing it again changes nothing', () => {
  const config = setValue(nano, 'encoder.kind', 'hrnet');
  expect(config.encoder).toEqual(ENCODERS_AT_FIRST.hrnet);
  const wider = setValue(config, 'encoder.channels', 18);
  expect(setValue(wider, 'encoder.kind', 'hrnet')).toEqual(wider);
  expect(setValue(wider, 'encoder.modules.2', 3).encoder).toMatchObject({ channels: 18, modules: [1, 1, 3] });
  expect(setValue(wider, 'decoder.kind', 'high-resolution').decoder).toEqual({ kind: 'high-resolution' });
});

test('a wrong setting of an architecture is answered with its name, value and range', () => {
  const config = setValue(nano, 'encoder.kind', 'hrnet');
  expect(() => setValue(config, 'encoder.stem', 0)).toThrow(
    'Encoder.stem is 0; allowed is a whole number from 1 to 1 024.',
  );
  expect(() => setValue(config, 'encoder.blocks.1', 99)).toThrow(
    'blocks.1 is 99; allowed is a whole number from 1 to 16.',
  );
  expect(() => setValue(config, 'encoder.width', 8)).toThrow(
    '"encoder.width" is not a setting; known here: kind, stem',
  );
  expect(() => setValue(nano, 'encoder.kind', 'resnet')).toThrow(/Encoder\.kind is "resnet"; allowed is .*nano.*hrnet/);
  expect(() => on({ encoder: { ...HRNETS.w48, width: 3 } as ExperimentConfig['encoder'] })).toThrow(
    'Encoder.width is not a setting',
  );
});

test('MTI-Net on one map, or on sides that are no multiples of 32, is refused in a sentence', () => {
  expect(() => setValue(nano, 'decoder.kind', 'mti-net')).toThrow(
    'decoder.kind is "mti-net", which reads four maps whose strides double, and encoder.kind is "nano"; set',
  );
  expect(() => on({ encoder: HRNETS.w18, decoder: { kind: 'mti-net' }, input: [425, 560] })).toThrow(
    'input is 425 x 560; with MTI-Net both must be multiples of 32, such as 416 x 576.',
  );
});

test('PAD-Net reads any encoder; widths of multiples of 4 and up to six maps', () => {
  const padNet = { encoder: HRNETS.w18, decoder: PAD_NETS.published, input: [425, 560] } as const;
  expect(on(padNet)).toMatchObject(padNet);
  expect(() => on({ ...padNet, decoder: { kind: 'pad-net', width: 30 } })).toThrow(
    'decoder.width is 30; with PAD-Net it must be a multiple of 4, such as 32.',
  );
  const encoder = { ...VITS.base, taps: [1, 2, 3, 4, 5, 6] };
  expect(() => on({ encoder, decoder: PAD_NETS.mini, input: [64, 64] })).toThrow(
    'encoder.taps has 6 blocks (1, 2, 3, 4, 5, 6); PAD-Net fuses at most 5 and the last one: take some out.',
  );
});

test('InvPT reads a vision transformer of three taps, sides of multiples of 64 and widths of multiples of 8', () => {
  const vit = { encoder: VITS.base, decoder: INV_PTS.published, input: [448, 576] } as const;
  expect(on(vit)).toMatchObject(vit);
  expect(() => on({ ...vit, input: [64, 96] })).toThrow(
    'input is 64 x 96; with InvPT both must be multiples of 64, such as 64 x 128.',
  );
  expect(() => on({ ...vit, encoder: HRNETS.w18 })).toThrow('reads four maps of one size, and encoder.kind is "hrnet"');
  expect(() => on({ ...vit, encoder: { ...VITS.base, taps: [6] } })).toThrow('encoder.taps has 1 blocks (6)');
  expect(() => on({ ...vit, decoder: { ...INV_PTS.mini, added: 30 } })).toThrow('is 126; it must be a multiple of 8');
});

test.each([
  [{ heads: 5 }, 'encoder.width is 192 and encoder.heads is 5; a head must have a multiple of 4 channels'],
  [{ taps: [3, 3, 9] }, 'encoder.taps has 3 in 3, 3, 9; they must be blocks from 1 to 12 in rising order.'],
  [{ taps: [3, 6, 13] }, 'encoder.taps has 13'],
  [{ patch: 14 }, 'input is 48 x 64; with a vision transformer both must be multiples of 14, such as 42 x 70.'],
])('a vision transformer of %j is refused in a sentence', (changes, sentence) => {
  expect(() => on({ encoder: { ...VITS.tiny, ...changes } })).toThrow(sentence);
});

test.each(
  Object.values(ENCODERS_AT_FIRST).flatMap((encoder) =>
    Object.values(DECODERS_AT_FIRST).map((decoder) => [encoder.kind, decoder.kind, encoder, decoder] as const),
  ),
)('%s with %s builds, or is refused as its configuration is', (_encoder, _decoder, encoder, decoder) => {
  const build = (): string[] => {
    const store = new ParameterStore(0, { allocate: false });
    const root = new Scope(store);
    const { info } = encoderOf(encoderScope(root.child('backbone'), decoder), encoder, {
      bnMomentum: 0.1,
      input: [64, 128],
    });
    decoderOf(root, { config: decoder, features: info, heads: HEADS, bnMomentum: 0.1 });
    return store.all().map(({ name }) => name);
  };
  const accepted = (): ExperimentConfig => on({ encoder, decoder, input: [64, 128] });
  const reader = { 'mti-net': 'hrnet', 'inv-pt': 'vit' }[decoder.kind as string];
  if (reader !== undefined && reader !== encoder.kind) {
    expect(build).toThrow('reads four maps');
    expect(accepted).toThrow('four maps');
    return;
  }
  expect(accepted()).toMatchObject({ encoder, decoder });
  const names = build();
  expect(names.filter((name) => name.includes('.depth.')).length).toBeGreaterThan(0);
  expect(names.filter((name) => name.startsWith('backbone.')).length).toBeGreaterThan(0);
});
