/** Channels of several tasks that lie side by side in one map: joined, taken apart, gated. Channels first. */
import type { Call, Translate } from './kernel';

const CHANNELS = 1;
const same = (count: number, width: number): number[] => Array.from({ length: count }, () => width);
const indices = (count: number): number[] => [...same(count, 0).keys()];
const channelsOf = ({ graph }: Call, value: number): number => graph.shapeOf(value)[3]!;

const joinGroups: Translate = (call) => {
  const { graph, inputs } = call;
  const groups = call.number('groups');
  const [widths, shared] = [call.numbers('widths'), call.numbers('shared')];
  const parts = inputs.map((value, i) => {
    const name = graph.get(value, 'channelsFirst');
    return shared[i] ? same(groups, 0).map(() => name) : graph.split(name, same(groups, widths[i]!), CHANNELS);
  });
  const joined = indices(groups).flatMap((group) => parts.map((part) => part[group]!));
  call.give('channelsFirst', graph.concat(joined, CHANNELS));
};

const splitChannels: Translate = (call) => {
  const { graph } = call;
  const parts = graph.split(call.get('x', 'channelsFirst'), call.numbers('widths'), CHANNELS);
  call.outputs.forEach((output, i) => graph.set(output, 'channelsFirst', parts[i]!));
};

const sumRelu: Translate = (call) => {
  const { graph, inputs } = call;
  const form = graph.commonForm(inputs);
  const terms = inputs.map((value) => graph.get(value, form));
  call.give(form, graph.add('Relu', [terms.length === 1 ? terms[0]! : graph.add('Sum', terms)]));
};

/** sigmoid(gate_t) x + features_t; x has the channels of one task. */
const channelGate: Translate = (call) => {
  const { graph } = call;
  const x = call.get('x', 'channelsFirst');
  const repeated = graph.concat(
    same(call.number('tasks'), 0).map(() => x),
    CHANNELS,
  );
  const gate = graph.add('Sigmoid', [call.get('gate', 'channelsFirst')]);
  const gated = graph.add('Mul', [repeated, gate]);
  call.give('channelsFirst', graph.add('Add', [gated, call.get('features', 'channelsFirst')]));
};

/** features_t + sum over a of sigmoid(gate) message; pairs lie by source a, then by target t != a in order. */
const gatedSum: Translate = (call) => {
  const { graph } = call;
  const [tasks, channels] = [call.number('tasks'), call.number('channels')];
  const own = graph.split(call.get('features', 'channelsFirst'), same(tasks, channels), CHANNELS);
  const count = 2 * tasks * (tasks - 1);
  const pairs = graph.split(call.get('pairs', 'channelsFirst'), same(count, channels), CHANNELS);
  const message = (source: number, target: number): string => {
    const at = 2 * (source * (tasks - 1) + target - Number(target > source));
    return graph.add('Mul', [graph.add('Sigmoid', [pairs[at]!]), pairs[at + 1]!]);
  };
  const sums = own.map((features, target) => {
    const sources = indices(tasks).filter((source) => source !== target);
    return graph.add('Sum', [features, ...sources.map((source) => message(source, target))]);
  });
  call.give('channelsFirst', graph.concat(sums, CHANNELS));
};

const adjacentSoftmax: Translate = (call) => {
  const { graph } = call;
  const width = call.number('width');
  const x = call.input('x');
  const [, height, columns] = graph.shapeOf(x) as [number, number, number];
  const channels = channelsOf(call, x);
  const apart = graph.reshape(call.get('f', 'channelsFirst'), [0, channels / width, width, height, columns]);
  const soft = graph.reshape(graph.add('Softmax', [apart], { axis: 2 }), [0, channels, height, columns]);
  call.give('channelsFirst', graph.add('Mul', [soft, graph.get(x, 'channelsFirst')]));
};

export const GROUPS: Readonly<Record<string, Translate>> = {
  TfJoinGroups: joinGroups,
  TfSplitChannels: splitChannels,
  TfSumRelu: sumRelu,
  TfChannelGate: channelGate,
  TfGatedSum: gatedSum,
  TfAdjacentSoftmax: adjacentSoftmax,
};
