/** Attention and what stands beside it in a transformer: tokens [B, N, C] are plain; scores have their heads first. */
import type { OnnxGraph } from '../graph';
import type { Translate } from './kernel';

/** [B, N, C] to [B, heads, N, C / heads], or with `perm` to another order of [B, N, heads, C / heads]. */
function byHead(graph: OnnxGraph, name: string, { heads, width }: { heads: number; width: number }, perm: number[]) {
  return graph.add('Transpose', [graph.reshape(name, [0, 0, heads, width / heads])], { perm });
}

const QUERIES = [0, 2, 1, 3]; // [B, heads, N, channels]
const KEYS = [0, 2, 3, 1]; // [B, heads, channels, N]

/** [B, heads, N, C / heads] back to [B, N, C]. */
function joined(graph: OnnxGraph, name: string, width: number): string {
  return graph.reshape(graph.add('Transpose', [name], { perm: QUERIES }), [0, 0, width]);
}

const attention: Translate = (call) => {
  const { graph } = call;
  const heads = call.number('heads');
  const width = graph.shapeOf(call.output).at(-1)!;
  const sizes = { heads, width };
  const [q, k, v] = graph.split(call.get('qkv', 'plain'), [width, width, width], 2) as [string, string, string];
  const scores = graph.add('MatMul', [byHead(graph, q, sizes, QUERIES), byHead(graph, k, sizes, KEYS)]);
  const scaled = graph.add('Mul', [scores, graph.scalar((width / heads) ** -0.5)]);
  const weights = graph.add('Softmax', [scaled], { axis: -1 });
  const sum = graph.add('MatMul', [weights, byHead(graph, v, sizes, QUERIES)]);
  call.give('plain', joined(graph, sum, width));
};

/** Scores [B, queries, keys, heads]: with channels first, the matrices of the heads. */
const headScores: Translate = (call) => {
  const { graph } = call;
  const sizes = { heads: call.number('heads'), width: graph.shapeOf(call.input('q')).at(-1)! };
  const q = byHead(graph, call.get('q', 'plain'), sizes, QUERIES);
  const k = byHead(graph, call.get('k', 'plain'), sizes, KEYS);
  const scores = graph.add('MatMul', [q, k]);
  call.give('channelsFirst', graph.add('Mul', [scores, graph.scalar(call.number('factor'))]));
};

const headValues: Translate = (call) => {
  const { graph } = call;
  const width = graph.shapeOf(call.output).at(-1)!;
  const values = byHead(graph, call.get('values', 'plain'), { heads: call.number('heads'), width }, QUERIES);
  const sum = graph.add('MatMul', [call.get('weights', 'channelsFirst'), values]);
  call.give('plain', joined(graph, sum, width));
};

const keySoftmax: Translate = (call) => {
  call.give('channelsFirst', call.graph.add('Softmax', [call.get('scores', 'channelsFirst')], { axis: -1 }));
};

const layerNorm: Translate = (call) => {
  const inputs = ['x', 'gamma', 'beta'].map((name) => call.get(name, 'plain'));
  const attributes = { axis: -1, epsilon: { float: call.number('epsilon') } };
  call.give('plain', call.graph.add('LayerNormalization', inputs, attributes));
};

/** By the error function: x / 2 (1 + erf(x / sqrt 2)). */
const gelu: Translate = (call) => {
  const { graph } = call;
  const form = graph.formOf(call.input('x'));
  const x = call.get('x', form);
  const erf = graph.add('Erf', [graph.add('Mul', [x, graph.scalar(Math.SQRT1_2)])]);
  const share = graph.add('Add', [erf, graph.scalar(1)]);
  call.give(form, graph.add('Mul', [graph.add('Mul', [x, share]), graph.scalar(0.5)]));
};

export const ATTENTION: Readonly<Record<string, Translate>> = {
  TfAttention: attention,
  TfHeadScores: headScores,
  TfHeadValues: headValues,
  TfKeySoftmax: keySoftmax,
  TfLayerNorm: layerNorm,
  TfGelu: gelu,
};
