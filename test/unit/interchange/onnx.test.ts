/** ONNX files byte by byte, and graphs made from traces that are written by hand. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../../src/base/version';
import { onnxModel } from '../../../src/interchange/onnx/onnx';
import { encodeModel, type OnnxModel, type OnnxTensor } from '../../../src/interchange/onnx/protobuf';
import type { Trace, TracedNode } from '../../../src/nn/trace';
import { messages, numbers, raw, readFields, texts, type Fields } from './onnx-reader';

const EMPTY: OnnxModel = {
  name: 'graph',
  producer: { name: 'Taskfield', version: '9' },
  metadata: {},
  nodes: [],
  weights: new Map(),
  inputs: [],
  outputs: [],
};

test('the shortest model, byte by byte', () => {
  const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];
  const parts = [
    [0x08, 8], // ir_version
    [0x12, ...text('T'), 0x1a, ...text('9')], // producer_name, producer_version
    [0x3a, 3, 0x12, ...text('g')], // graph { name }
    [0x42, 4, 0x0a, 0, 0x10, 18], // opset_import { domain, version }
  ];
  const model = { ...EMPTY, name: 'g', producer: { name: 'T', version: '9' } };
  expect([...encodeModel(model)]).toEqual(parts.flat());
});

const encoded = (changes: Partial<OnnxModel>): Fields => readFields(encodeModel({ ...EMPTY, ...changes }));
const graphOf = (changes: Partial<OnnxModel>): Fields => messages(encoded(changes), 7)[0]!;

test('metadata is read back by a reader of its own', () => {
  const entries = messages(encoded({ metadata: { note: 'Grüße' } }), 14);
  expect(entries.map((entry) => [...texts(entry, 1), ...texts(entry, 2)])).toEqual([['note', 'Grüße']]);
});

test('and so are operators, with every kind of attribute', () => {
  const attributes = { axis: -1, big: 300, epsilon: { float: 1e-5 }, mode: 'linear', pads: [0, 1, -2, 2 ** 40] };
  const graph = graphOf({ nodes: [{ op: 'Op', inputs: ['a', '', 'b'], outputs: ['c', 'd'], attributes }] });
  const one = messages(graph, 1)[0]!;
  expect([texts(one, 1), texts(one, 2), texts(one, 4)]).toEqual([['a', '', 'b'], ['c', 'd'], ['Op']]);
  const read = messages(one, 5).map((attribute) => [
    texts(attribute, 1)[0],
    numbers(attribute, 20)[0], // its kind
    ...[2, 3, 8].flatMap((field) => numbers(attribute, field)),
    ...texts(attribute, 4),
  ]);
  expect(read).toEqual([
    ['axis', 2, -1],
    ['big', 2, 300],
    ['epsilon', 1, Math.fround(1e-5)],
    ['mode', 3, 'linear'],
    ['pads', 7, 0, 1, -2, 2 ** 40],
  ]);
});

test('and weights, parts of larger buffers too', () => {
  const floats = Float32Array.from({ length: 200 }, (_, i) => Math.fround(i / 7) - 3);
  const weights = new Map<string, OnnxTensor>([
    ['w', { shape: [2, 90], data: floats.subarray(10, 190) }],
    ['list', { shape: [2], data: BigInt64Array.of(-1n, 2n ** 40n) }],
    ['scalar', { shape: [], data: Float32Array.of(0.5) }],
  ]);
  const tensors = messages(graphOf({ weights }), 5);
  expect(tensors.map((tensor) => [texts(tensor, 8)[0], numbers(tensor, 1), numbers(tensor, 2)])).toEqual([
    ['w', [2, 90], [1]],
    ['list', [2], [7]],
    ['scalar', [], [1]],
  ]);
  expect([...new Float32Array(raw(tensors[0]!, 9).slice().buffer)]).toEqual([...floats.subarray(10, 190)]);
  expect([...new BigInt64Array(raw(tensors[1]!, 9).slice().buffer)]).toEqual([-1n, 2n ** 40n]);
});

test('and inputs and outputs, whose sides have numbers or names', () => {
  const graph = graphOf({
    inputs: [{ name: 'a', shape: ['batch', 3, 448, 576] }],
    outputs: [{ name: 'c', shape: ['batch', 1] }],
  });
  const read = (field: number) => {
    const [port] = messages(graph, field);
    const tensor = messages(messages(port!, 2)[0]!, 1)[0]!;
    const sides = messages(messages(tensor, 2)[0]!, 1).map((side) => texts(side, 2)[0] ?? numbers(side, 1)[0]!);
    return { name: texts(port!, 1)[0], type: numbers(tensor, 1)[0], sides };
  };
  expect(read(11)).toEqual({ name: 'a', type: 1, sides: ['batch', 3, 448, 576] });
  expect(read(12)).toEqual({ name: 'c', type: 1, sides: ['batch', 1] });
});

test('a model beyond what a file can hold is refused, before it takes the memory', () => {
  const data = new Float32Array(2 ** 24); // 64 MiB, 32 times
  const weights = new Map(Array.from({ length: 32 }, (_, i) => [`w${i}`, { shape: [2 ** 24], data }] as const));
  expect(() => encodeModel({ ...EMPTY, weights })).toThrow(/at most 2147483647: export it as safetensors\.$/);
});

const values = (...shapes: number[][]): Trace['values'] =>
  shapes.map((shape) => ({ shape, batchAxis: shape[0] === 1 && shape.length > 1 ? 0 : undefined }));

const node = (kernel: string, inputs: Record<string, number>, outputs: number[], attrs = {}): TracedNode => ({
  kernel,
  inputs: new Map(Object.entries(inputs)),
  attrs,
  outputs,
});

const MAP = [1, 4, 6, 3];
const CONV = { stride: 1, padding: 0, dilation: 1 };

test('a chain of maps has no transposes, and weights lie as in PyTorch under their names', () => {
  const filter = Float32Array.from({ length: 6 }, (_, i) => i); // [1, 1, 3, 2]
  const { nodes, weights, inputs, outputs } = onnxModel(
    {
      values: values(MAP, [1, 1, 3, 2], [1, 4, 6, 2], [1, 4, 6, 2]),
      nodes: [node('TfConv2d', { x: 0, filter: 1 }, [2], CONV), node('Relu', { x: 2 }, [3])],
      constants: new Map([[1, { name: 'conv.weight', data: filter }]]),
      input: 0,
      outputs: new Map([['depth', 3]]),
    },
    EMPTY,
  );
  expect(nodes.map(({ op, outputs: made }) => [op, ...made])).toEqual([
    ['Conv', 'Conv'],
    ['Relu', 'depth'],
  ]);
  expect(weights.get('conv.weight')).toEqual({ shape: [2, 3, 1, 1], data: Float32Array.of(0, 2, 4, 1, 3, 5) });
  expect([inputs, outputs]).toEqual([
    [{ name: 'input', shape: ['batch', 3, 4, 6] }],
    [{ name: 'depth', shape: ['batch', 2, 4, 6] }],
  ]);
});

test('one value under two names is handed on, and names never meet', () => {
  const { nodes, weights } = onnxModel(
    {
      values: values(MAP, [3], MAP),
      nodes: [node('Add', { a: 0, b: 1 }, [2])],
      constants: new Map([[1, { name: 'input', data: Float32Array.of(1, 2, 3) }]]),
      input: 0,
      outputs: new Map([
        ['depth', 2],
        ['Add', 2],
        ['same', 0],
      ]),
    },
    EMPTY,
  );
  expect([...weights.keys()]).toEqual(['input_2']);
  expect(weights.get('input_2')!.shape).toEqual([1, 3, 1, 1]);
  expect(nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual([
    ['Add', ['input', 'input_2'], ['depth']],
    ['Identity', ['depth'], ['Add']],
    ['Identity', ['input'], ['same']],
  ]);
});

test('a kernel without translation is named', () => {
  const trace: Trace = {
    values: values(MAP, MAP),
    nodes: [node('TfNovel', { x: 0 }, [1])],
    constants: new Map(),
    input: 0,
    outputs: new Map([['depth', 1]]),
  };
  expect(() => onnxModel(trace, EMPTY)).toThrow(
    'The model runs the kernel TfNovel, which cannot be written as ONNX yet; export it as safetensors.',
  );
});

test('files name the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});
