/** Convolutions, pooling and resizing: channels first, filters as PyTorch has them. */
import { permuted } from '../tensors';
import type { Call, Translate } from './kernel';

const four = (side: number): number[] => [side, side, side, side];
const two = (side: number): number[] => [side, side];

/** The filter's own name if it is a parameter as it is, else one after what it makes. */
const filterName = (name: string | undefined): string => name ?? 'filter';

/** On values that are no maps of the channels-first kind, a 1x1 convolution is a product with a matrix. */
function product(call: Call): void {
  const { graph } = call;
  const filter = graph.constantOf(call.input('filter'));
  const [inputs, outputs] = filter.shape.slice(-2) as [number, number];
  const matrix = graph.weight(filterName(filter.name), { shape: [inputs, outputs], data: filter.data });
  const y = graph.add('MatMul', [call.get('x', 'plain'), matrix]);
  call.give('plain', call.has('bias') ? graph.add('Add', [y, call.get('bias', 'plain')]) : y);
}

/** Groups here: several filters side by side, input group i read by the next G / inputs of them. */
const conv2d: Translate = (call) => {
  const { graph } = call;
  const [stride, padding, dilation] = [call.number('stride'), call.number('padding'), call.number('dilation')];
  const filter = graph.constantOf(call.input('filter'));
  const grouped = filter.shape.length === 5;
  const [groups, height, width, inputs, outputs] = (grouped ? filter.shape : [1, ...filter.shape]) as [
    ...[number, number, number],
    ...[number, number],
  ];
  const x = call.input('x');
  const isProduct = !grouped && height === 1 && width === 1 && stride === 1 && padding === 0;
  if (isProduct && graph.formOf(x) === 'plain') return product(call);
  const order = grouped ? [0, 4, 3, 1, 2] : [3, 2, 0, 1];
  const weight = { shape: [groups * outputs, inputs, height, width], data: permuted(filter, order).data };
  const names = [graph.get(x, 'channelsFirst'), graph.weight(filterName(filter.name), weight)];
  if (call.has('bias')) names.push(call.get('bias', 'plain'));
  const y = graph.add('Conv', names, {
    kernel_shape: [height, width],
    strides: two(stride),
    pads: four(padding),
    dilations: two(dilation),
    group: graph.shapeOf(x)[3]! / inputs,
  });
  call.give('channelsFirst', y);
};

/** @see convTranspose2d of the kernel: the filter is [kh, kw, out, in] */
const convTranspose2d: Translate = (call) => {
  const { graph } = call;
  const filter = graph.constantOf(call.input('filter'));
  const weight = graph.weight(filterName(filter.name), permuted(filter, [3, 2, 0, 1]));
  const y = graph.add('ConvTranspose', [call.get('x', 'channelsFirst'), weight], {
    kernel_shape: filter.shape.slice(0, 2),
    strides: two(call.number('stride')),
    pads: four(call.number('padding')),
    output_padding: two(call.number('outputPadding')),
  });
  call.give('channelsFirst', y);
};

/** Filters [groups, k, k, C]: one for each of groups * C channels. */
const depthwiseConv: Translate = (call) => {
  const { graph } = call;
  const filters = graph.constantOf(call.input('filters'));
  const [groups, kernel, , channels] = filters.shape as [number, number, number, number];
  const { data } = permuted(filters, [0, 3, 1, 2]);
  const weight = graph.weight(filterName(filters.name), { shape: [groups * channels, 1, kernel, kernel], data });
  const y = graph.add('Conv', [call.get('x', 'channelsFirst'), weight], {
    kernel_shape: two(kernel),
    strides: two(call.number('stride')),
    pads: four(call.number('padding')),
    group: groups * channels,
  });
  call.give('channelsFirst', y);
};

const meanPool: Translate = (call) => {
  const side = two(call.number('size'));
  const attributes = { kernel_shape: side, strides: side, ceil_mode: 1, count_include_pad: 0 };
  call.give('channelsFirst', call.graph.add('AveragePool', [call.get('x', 'channelsFirst')], attributes));
};

const spatialMean: Translate = (call) => {
  call.give('channelsFirst', call.graph.add('GlobalAveragePool', [call.get('x', 'channelsFirst')]));
};

/**
 * To a size, which is exact where factors are rounded. The operator could be told the two axes alone; onnxruntime's
 * transpose optimizer (1.22) breaks such a graph.
 */
const resizeBilinear: Translate = (call) => {
  const { graph } = call;
  const x = call.get('x', 'channelsFirst');
  const same = graph.add('Shape', [x], { start: 0, end: 2 });
  const sizes = graph.concat([same, graph.list([call.number('newHeight'), call.number('newWidth')])], 0);
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  call.give('channelsFirst', graph.add('Resize', [x, '', '', sizes], attributes));
};

/** With the running statistics; a residual is added before the ReLU. */
const batchNorm =
  (relu: boolean): Translate =>
  (call) => {
    const { graph } = call;
    if (call.flag('training')) throw new Error('batch norm ran in training mode; only inference is exported');
    const vectors = ['gamma', 'beta', 'runningMean', 'runningVar'].map((name) => call.get(name, 'plain'));
    const epsilon = { float: call.number('epsilon') };
    let y = graph.add('BatchNormalization', [call.get('x', 'channelsFirst'), ...vectors], { epsilon });
    if (call.has('residual')) y = graph.add('Add', [y, call.get('residual', 'channelsFirst')]);
    graph.set(call.outputs[1]!, 'channelsFirst', relu ? graph.add('Relu', [y]) : y); // the first are its statistics
  };

export const CONVOLUTION: Readonly<Record<string, Translate>> = {
  TfConv2d: conv2d,
  TfConvTranspose2d: convTranspose2d,
  TfDepthwiseConv: depthwiseConv,
  TfMeanPool: meanPool,
  TfSpatialMean: spatialMean,
  TfResizeBilinear: resizeBilinear,
  TfBatchNorm: batchNorm(false),
  TfBatchNormRelu: batchNorm(true),
};
