/** tfjs's own kernels, as far as our networks use them. */
import { axisIn, type Form, type OnnxGraph } from '../graph';
import { permuted } from '../tensors';
import type { Call, Translate } from './kernel';

const MAP_RANK = 4;

const unary =
  (op: string): Translate =>
  (call) => {
    const x = call.inputs[0]!;
    const form = call.graph.formOf(x);
    call.give(form, call.graph.add(op, [call.graph.get(x, form)]));
  };

const alias: Translate = (call) => {
  const { graph } = call;
  const form = graph.formOf(call.input('x'));
  call.give(form, call.get('x', form));
};

/** An operand of fewer axes beside maps with their channels first. */
function widened(graph: OnnxGraph, value: number, form: Form): string {
  const shape = graph.shapeOf(value);
  if (form === 'plain' || shape.length === MAP_RANK) return graph.get(value, form);
  const missing = MAP_RANK - shape.length;
  const whole = [...Array.from({ length: missing }, () => 1), ...shape];
  if (graph.isConstant(value)) {
    const { data, name = 'constant' } = graph.constantOf(value);
    return graph.weight(name, permuted({ shape: whole, data }, [0, 3, 1, 2]));
  }
  const axes = graph.list(Array.from({ length: missing }, (_, axis) => axis));
  return graph.add('Transpose', [graph.add('Unsqueeze', [graph.get(value, 'plain'), axes])], { perm: [0, 3, 1, 2] });
}

const binary =
  (op: string): Translate =>
  (call) => {
    const { graph, inputs, output } = call;
    const maps = inputs.filter((value) => graph.isMap(value));
    const form = graph.isMap(output) ? graph.commonForm(maps) : 'plain';
    call.give(
      form,
      graph.add(
        op,
        inputs.map((value) => widened(graph, value, form)),
      ),
    );
  };

const addAll: Translate = (call) => {
  const form = call.graph.commonForm(call.inputs);
  call.give(
    form,
    call.graph.add(
      'Sum',
      call.inputs.map((value) => call.graph.get(value, form)),
    ),
  );
};

const concat: Translate = (call) => {
  const { graph, inputs } = call;
  const form = graph.commonForm(inputs);
  const axis = call.number('axis');
  call.give(
    form,
    graph.concat(
      inputs.map((value) => graph.get(value, form)),
      axisIn(form, axis),
    ),
  );
};

const pack: Translate = (call) => {
  const { graph } = call;
  const axis = call.number('axis');
  const parts = call.inputs.map((value) => graph.add('Unsqueeze', [graph.get(value, 'plain'), graph.list([axis])]));
  call.give('plain', graph.concat(parts, axis));
};

const unpack: Translate = (call) => {
  const { graph } = call;
  const axis = call.number('axis');
  const parts = graph.split(
    call.get('value', 'plain'),
    call.outputs.map(() => 1),
    axis,
  );
  call.outputs.forEach((output, i) =>
    graph.set(output, 'plain', graph.add('Squeeze', [parts[i]!, graph.list([axis])])),
  );
};

/** tfjs has resolved -1 and counts to widths by the time that shapes are known. */
const splitV: Translate = (call) => {
  const { graph, outputs } = call;
  const x = call.input('x');
  const axis = (call.number('axis') + graph.shapeOf(x).length) % graph.shapeOf(x).length;
  const form = graph.formOf(x);
  const parts = graph.split(
    graph.get(x, form),
    outputs.map((output) => graph.shapeOf(output)[axis]!),
    axisIn(form, axis),
  );
  outputs.forEach((output, i) => graph.set(output, form, parts[i]!));
};

/** Only along axes that are cut: the batch's never is. */
const slice: Translate = (call) => {
  const { graph, output } = call;
  const x = call.input('x');
  const [from, to] = [graph.shapeOf(x), graph.shapeOf(output)];
  const form = graph.formOf(x);
  const axes = [...from.keys()].filter((axis) => from[axis] !== to[axis]);
  if (axes.length === 0) return call.give(form, graph.get(x, form));
  const begins = axes.map((axis) => call.numbers('begin')[axis]!);
  const ends = axes.map((axis, i) => begins[i]! + to[axis]!);
  const lists = [begins, ends, axes.map((axis) => axisIn(form, axis))].map((list) => graph.list(list));
  call.give(form, graph.add('Slice', [graph.get(x, form), ...lists]));
};

const reshape: Translate = (call) => {
  const { graph, output } = call;
  call.give('plain', graph.reshape(graph.get(call.inputs[0]!, 'plain'), graph.openShapeOf(output)));
};

const TO_FIRST = '0,3,1,2';
const TO_LAST = '0,2,3,1';

const transpose: Translate = (call) => {
  const { graph } = call;
  const [x, perm] = [call.input('x'), call.numbers('perm')];
  // Seen as they lie, [B, H, W, C] with channels first is its own transpose, plain.
  if (perm.join() === TO_FIRST) return call.give('plain', graph.get(x, 'channelsFirst'));
  if (perm.join() === TO_LAST) return call.give('channelsFirst', graph.get(x, 'plain'));
  call.give('plain', graph.add('Transpose', [graph.get(x, 'plain')], { perm }));
};

const reduce =
  (op: string): Translate =>
  (call) => {
    const { graph } = call;
    const x = call.inputs[0]!;
    const rank = graph.shapeOf(x).length;
    const keeps = graph.shapeOf(call.output).length === rank;
    const form = keeps ? graph.formOf(x) : 'plain';
    const axes = call.numbers('axis').map((axis) => axisIn(form, (axis + rank) % rank));
    call.give(form, graph.add(op, [graph.get(x, form), graph.list(axes)], { keepdims: Number(keeps) }));
  };

const softmax: Translate = (call) => {
  const { graph } = call;
  const x = call.input('logits');
  const form = graph.formOf(x);
  call.give(form, graph.add('Softmax', [graph.get(x, form)], { axis: axisIn(form, graph.shapeOf(x).length - 1) }));
};

function swapped(call: Call, name: string, flag: string): string {
  const { graph } = call;
  const rank = graph.shapeOf(call.input(name)).length;
  const operand = call.get(name, 'plain');
  if (!call.flag(flag)) return operand;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return graph.add('Transpose', [operand], { perm: [...axes.slice(0, -2), rank - 1, rank - 2] });
}

const batchMatMul: Translate = (call) => {
  call.give('plain', call.graph.add('MatMul', [swapped(call, 'a', 'transposeA'), swapped(call, 'b', 'transposeB')]));
};

export const STOCK: Readonly<Record<string, Translate>> = {
  Identity: alias,
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  AddN: addAll,
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Exp: unary('Exp'),
  Neg: unary('Neg'),
  Sqrt: unary('Sqrt'),
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  Slice: slice,
  Reshape: reshape,
  ExpandDims: reshape,
  Transpose: transpose,
  Mean: reduce('ReduceMean'),
  Sum: reduce('ReduceSum'),
  Softmax: softmax,
  BatchMatMul: batchMatMul,
};
