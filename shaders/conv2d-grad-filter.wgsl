// Gradient of conv2d.wgsl with respect to filter and bias, as a product of matrices over the positions of y:
// parts[split, r, co] = sum over the split's positions of dy[position, co] times what row r multiplies there: x under
// weight (ky, kx, ci) for row (ky kernelWidth + kx) inChannels + ci, or 1 for the last row, which is the bias.
// One thread makes 8 rows times 4 channels of one split in registers, walking its positions in order. A workgroup
// shares split and channels: its loads of dy are uniform. sum-parts.wgsl adds the splits up, in order.
// With groups, each has its own rows; all biases follow after all weights.
// Test: test/gpu/kernels/conv2d.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, inChannels: u32,
  outHeight: u32, outWidth: u32, outChannels: u32,
  kernelHeight: u32, kernelWidth: u32, stride: u32, padding: u32, dilation: u32,
  groups: u32, perInput: u32, xChannels: u32, hasBias: u32, perSplit: u32,  // inChannels and outChannels are those of one group
}

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [batch, height, width, xChannels]: groups / perInput times inChannels
@group(0) @binding(1) var<storage, read> dy: array<f32>;           // [batch, outHeight, outWidth, groups, outChannels]
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;  // [splits, groups weightRows + groups hasBias, outChannels]
@group(0) @binding(3) var<uniform> params: Params;

const ROWS = 8u;

struct Row { offsetY: i32, offsetX: i32, channel: u32, isBias: bool }  // offset of its weight from the window's corner

fn weightRows() -> u32 { return params.kernelHeight * params.kernelWidth * params.inChannels; }

fn rowAt(index: u32, group: u32) -> Row {
  let r = min(index, weightRows() - 1u);
  let tap = r / params.inChannels;
  return Row(
    i32((tap / params.kernelWidth) * params.dilation) - i32(params.padding),
    i32((tap % params.kernelWidth) * params.dilation) - i32(params.padding),
    group / params.perInput * params.inChannels + r % params.inChannels,
    index == weightRows(),
  );
}

struct Line { base: u32, inside: bool }  // one row of pixels of x, as a Row reads it

fn lineOf(row: Row, image: u32, oy: u32) -> Line {
  let iy = u32(i32(oy * params.stride) + row.offsetY);  // negative wraps to huge
  let inside = iy < params.height;
  let base = (image * params.height + select(0u, iy, inside)) * params.width * params.xChannels + row.channel;
  return Line(base, inside);
}

fn fetch(row: Row, line: Line, column: i32) -> f32 {
  let ix = u32(column + row.offsetX);
  let inside = line.inside & (ix < params.width);  // && would branch in the innermost loop
  let value = x[select(0u, line.base + ix * params.xChannels, inside)];
  return select(select(0.0, value, inside), 1.0, row.isBias);
}

fn store(split: u32, group: u32, row: u32, channel: u32, sum: vec4f) {
  if (row >= weightRows() + params.hasBias) { return; }
  let rows = params.groups * (weightRows() + params.hasBias);
  let at = select(group * weightRows() + row, params.groups * weightRows() + group, row == weightRows());
  let base = (split * rows + at) * params.outChannels + channel;
  for (var j = 0u; j < min(4u, params.outChannels - channel); j++) { parts[base + j] = sum[j]; }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = (place.x * 32u + lane) * ROWS;
  if (first >= weightRows() + params.hasBias) { return; }
  let tiles = (params.outChannels + 3u) / 4u;
  let group = place.y / tiles;
  let channel = (place.y % tiles) * 4u;
  let stride = i32(params.stride);
  let row0 = rowAt(first + 0u, group);
  let row1 = rowAt(first + 1u, group);
  let row2 = rowAt(first + 2u, group);
  let row3 = rowAt(first + 3u, group);
  let row4 = rowAt(first + 4u, group);
  let row5 = rowAt(first + 5u, group);
  let row6 = rowAt(first + 6u, group);
  let row7 = rowAt(first + 7u, group);
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  var sum4 = vec4f(0.0);
  var sum5 = vec4f(0.0);
  var sum6 = vec4f(0.0);
  var sum7 = vec4f(0.0);
  var position = place.z * params.perSplit;
  let end = min(position + params.perSplit, params.batch * params.outHeight * params.outWidth);
  while (position < end) {
    let ox = position % params.outWidth;
    let image = position / params.outWidth / params.outHeight;
    let oy = (position / params.outWidth) % params.outHeight;
    let lineEnd = min(end, position + params.outWidth - ox);
    let line0 = lineOf(row0, image, oy);
    let line1 = lineOf(row1, image, oy);
    let line2 = lineOf(row2, image, oy);
    let line3 = lineOf(row3, image, oy);
    let line4 = lineOf(row4, image, oy);
    let line5 = lineOf(row5, image, oy);
    let line6 = lineOf(row6, image, oy);
    let line7 = lineOf(row7, image, oy);
    var column = i32(ox) * stride;
    for (; position < lineEnd; position++) {
      let at = (position * params.groups + group) * params.outChannels + channel;
      let slopes = vec4f(dy[at], dy[at + 1u], dy[at + 2u], dy[at + 3u]);
      sum0 += fetch(row0, line0, column) * slopes;
      sum1 += fetch(row1, line1, column) * slopes;
      sum2 += fetch(row2, line2, column) * slopes;
      sum3 += fetch(row3, line3, column) * slopes;
      sum4 += fetch(row4, line4, column) * slopes;
      sum5 += fetch(row5, line5, column) * slopes;
      sum6 += fetch(row6, line6, column) * slopes;
      sum7 += fetch(row7, line7, column) * slopes;
      column += stride;
    }
  }
  store(place.z, group, first + 0u, channel, sum0);
  store(place.z, group, first + 1u, channel, sum1);
  store(place.z, group, first + 2u, channel, sum2);
  store(place.z, group, first + 3u, channel, sum3);
  store(place.z, group, first + 4u, channel, sum4);
  store(place.z, group, first + 5u, channel, sum5);
  store(place.z, group, first + 6u, channel, sum6);
  store(place.z, group, first + 7u, channel, sum7);
}
