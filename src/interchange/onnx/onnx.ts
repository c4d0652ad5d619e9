/** A traced forward pass as an ONNX model: NCHW at both doors, any number of images of one size. */
import { InputError } from '../../base/errors';
import type { Trace } from '../../nn/trace';
import { OnnxGraph } from './graph';
import { TRANSLATIONS } from './kernels';
import { Call } from './kernels/kernel';
import { encodeModel, type OnnxModel, type OnnxNode, type OnnxPort } from './protobuf';

export const INPUT = 'input';
const BATCH = 'batch';

export type Description = Pick<OnnxModel, 'name' | 'producer' | 'metadata'>;

/** [B, H, W, C] as a door: [batch, C, H, W]. */
function port(name: string, shape: readonly number[]): OnnxPort {
  const [, height, width, channels] = shape as [number, number, number, number];
  return { name, shape: [BATCH, channels, height, width] };
}

/** Results under the names of the outputs. One that is there under another name too, or is the input, is handed on. */
function namedNodes(graph: OnnxGraph, outputs: ReadonlyMap<string, string>): OnnxNode[] {
  const names = new Map<string, string>();
  const extra: OnnxNode[] = [];
  for (const [name, result] of outputs) {
    const known = result === INPUT ? INPUT : names.get(result);
    if (known === undefined) names.set(result, name);
    else extra.push({ op: 'Identity', inputs: [known], outputs: [name], attributes: {} });
  }
  const named = (name: string): string => names.get(name) ?? name;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(named),
    outputs: node.outputs.map(named),
  }));
  return [...nodes, ...extra];
}

/** @throws InputError naming the first kernel that has no translation */
export function onnxModel(trace: Trace, description: Description): OnnxModel {
  const graph = new OnnxGraph(trace);
  graph.claim([INPUT, ...trace.outputs.keys()]);
  graph.set(trace.input, 'channelsFirst', INPUT);
  for (const node of trace.nodes) {
    const translate = Object.hasOwn(TRANSLATIONS, node.kernel) ? TRANSLATIONS[node.kernel] : undefined;
    if (!translate) {
      throw new InputError(
        `The model runs the kernel ${node.kernel}, which cannot be written as ONNX yet; export it as safetensors.`,
      );
    }
    translate(new Call(graph, node));
  }
  const outputs = new Map([...trace.outputs].map(([name, value]) => [name, graph.get(value, 'channelsFirst')]));
  const shapeOf = (value: number): readonly number[] => graph.shapeOf(value);
  return {
    ...description,
    nodes: namedNodes(graph, outputs),
    weights: graph.weights,
    inputs: [port(INPUT, shapeOf(trace.input))],
    outputs: [...trace.outputs].map(([name, value]) => port(name, shapeOf(value))),
  };
}

/** @throws InputError as `onnxModel` and `encodeModel` do */
export const encodeOnnx = (trace: Trace, description: Description): Uint8Array<ArrayBuffer> =>
  encodeModel(onnxModel(trace, description));
