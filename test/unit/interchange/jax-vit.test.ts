import { expect, test } from 'vitest';
import { unzipSync } from 'fflate';
import { InputError } from '../../../src/base/errors';
import { matchWeights, readMatched, requireMatch } from '../../../src/interchange/match';
import { resizePositionEmbedding } from '../../../src/interchange/position-embedding';
import { readWeights } from '../../../src/interchange/weights';
import { readGolden } from '../../helpers/golden';
import { goldenBytes, npyOf, zipOf } from './files';

/** Both in float64 and rounded once; the order of 16 sums may differ by the last bit. */
const RESIZE_TOLERANCE = 2 ** -22;

function expectClose(found: Float32Array, expected: Float32Array): void {
  expect(found.length).toBe(expected.length);
  const most = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(RESIZE_TOLERANCE * most));
}

test('a position embedding by hand: the centre of 2 x 2 patches is their mean, the class stays', () => {
  const resized = resizePositionEmbedding(Float32Array.of(9, 1, 2, 3, 6), 1, [1, 1]);
  expect([...resized]).toEqual([9, 3]);
});

test.each([
  ['to_7x9', 7, 9],
  ['to_3x4', 3, 4],
  ['to_5x5', 5, 5],
  ['to_10x12', 10, 12],
] as const)('a position embedding of 5 x 5 patches is resized: %s', (name, rows, columns) => {
  const golden = readGolden('mtl/pos_embed_resize.safetensors');
  const resized = resizePositionEmbedding(golden.get('pos_embed_5x5').data, 8, [rows, columns]);
  expectClose(resized, golden.get(name).data);
});

test('a JAX vision transformer is read as the PyTorch model it maps to, bit for bit but for the resized grid', async () => {
  const file = await readWeights(goldenBytes('vit_jax_tiny.npz'), 'vit_jax_tiny.npz');
  expect(file.format).toBe('JAX ViT');
  expect(file.notes).toEqual(['Not read: head/kernel, head/bias.']);
  const golden = readGolden('mtl/vit_jax_tiny.expected.safetensors');
  const expected = new Map([...golden.tensors].filter(([name]) => !name.startsWith('io/')));
  expect([...file.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
  const inModel = new Map([...expected].map(([name, tensor]) => [`backbone.${name}`, tensor]));
  const report = matchWeights(inModel, file.tensors, { grid: [4, 8] });
  expect(report).toMatchObject({ missing: [], unexpected: [], wrongShape: [], stripped: '', added: 'backbone.' });
  expect([...report.resized]).toEqual([['backbone.pos_embed', [4, 8]]]);
  requireMatch(report);
  const tensors = await readMatched(report, file.tensors);
  for (const [name, { shape, data }] of inModel) {
    expect(tensors.get(name)!.shape, name).toEqual(shape);
    if (name === 'backbone.pos_embed') expectClose(tensors.get(name)!.data, data);
    else expect(tensors.get(name)!.data, name).toEqual(data);
  }
});

/** The golden archive with some members changed. */
function changed(change: (members: Record<string, Uint8Array>) => void): Uint8Array {
  const members = unzipSync(goldenBytes('vit_jax_tiny.npz'));
  change(members);
  return zipOf(members);
}
const QUERY = 'Transformer/encoderblock_1/MultiHeadDotProductAttention_1/query/kernel.npy';

test('the prefix of a training state is known', async () => {
  const members = unzipSync(goldenBytes('vit_jax_tiny.npz'));
  const prefixed = Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`opt/target/${name}`, bytes]));
  const file = await readWeights(zipOf(prefixed), 'x.npz');
  const plain = await readWeights(goldenBytes('vit_jax_tiny.npz'), 'x.npz');
  const name = 'blocks.1.attn.qkv.weight';
  expect(await file.tensors.get(name)!.read()).toEqual(await plain.tensors.get(name)!.read());
  expect(file.tensors.size).toBe(plain.tensors.size);
});

test.each<[string, (members: Record<string, Uint8Array>) => void, string]>([
  ['no key kernel', (m) => delete m[QUERY.replace('query', 'key')], 'key/kernel" is missing'],
  ['a query of two axes', (m) => (m[QUERY] = npyOf('<f4', [1, 1], Float32Array.of(1))), 'wanted are 3 axes'],
  [
    'a value of another shape',
    (m) => (m[QUERY.replace('query', 'value')] = npyOf('<f4', [1, 1, 1], Float32Array.of(1))),
    'value/kernel" is [1, 1, 1]',
  ],
  [
    'a mixer',
    (m) => (m['Transformer/encoderblock_0/token_mixing/kernel.npy'] = npyOf('<f4', [1], Float32Array.of(1))),
    'not part of a plain vision transformer',
  ],
])('%s is refused', async (_what, change, message) => {
  const refusal = await readWeights(changed(change), 'x.npz').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputError);
  expect((refusal as Error).message).toContain(message);
});
