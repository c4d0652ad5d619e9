// Gradient of conv2d.wgsl with respect to x, gathered: dx[b, iy, ix, ci] = sum over the (ky, kx) for which
// oy = (iy + p - ky d) / s and ox = (ix + p - kx d) / s are whole and inside, and over co, of dy[b, oy, ox, co] filter[ky, kx, ci, co].
// One thread makes 8 positions times 4 channels in registers. All positions of a workgroup have the same remainders
// (iy mod s, ix mod s), its phase, so that they use the same weights and none computes products that are thrown away.
// With groups, an input group's gradient is the sum over the perInput output groups that read it, in order.
// Test: test/gpu/kernels/conv2d.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, inChannels: u32,
  outHeight: u32, outWidth: u32, outChannels: u32,
  kernelHeight: u32, kernelWidth: u32, stride: u32, padding: u32, dilation: u32,
  groups: u32, perInput: u32, xChannels: u32,  // inChannels and outChannels are those of one group
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;        // [batch, outHeight, outWidth, groups, outChannels]
@group(0) @binding(1) var<storage, read> filters: array<f32>;   // [groups, kernelHeight, kernelWidth, inChannels, outChannels]
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;  // [batch, height, width, xChannels]: groups / perInput times inChannels
@group(0) @binding(3) var<uniform> params: Params;

const PIXELS = 8u;

struct Pixel { image: u32, row: u32, column: u32 }  // in units of the stride: iy = row s + phase

fn pixelAt(position: u32) -> Pixel {
  let rows = (params.height + params.stride - 1u) / params.stride;
  let columns = (params.width + params.stride - 1u) / params.stride;
  let row = position / columns;
  return Pixel(row / rows, row % rows, position % columns);
}

struct Tap { base: u32, inside: bool }

fn tapOf(pixel: Pixel, shiftY: i32, shiftX: i32) -> Tap {
  let oy = u32(i32(pixel.row) + shiftY);
  let ox = u32(i32(pixel.column) + shiftX);  // negative wraps to huge
  let inside = pixel.image < params.batch && oy < params.outHeight && ox < params.outWidth;
  let base = ((pixel.image * params.outHeight + oy) * params.outWidth + ox) * params.groups * params.outChannels;
  return Tap(select(0u, base, inside), inside);
}

fn store(pixel: Pixel, phase: vec2u, group: u32, channel: u32, sum: vec4f) {
  let iy = pixel.row * params.stride + phase.y;
  let ix = pixel.column * params.stride + phase.x;
  if (pixel.image >= params.batch || iy >= params.height || ix >= params.width) { return; }
  let position = (pixel.image * params.height + iy) * params.width + ix;
  let base = position * params.xChannels + group * params.inChannels;
  for (var j = 0u; j < min(4u, params.inChannels - channel); j++) { dx[base + channel + j] = sum[j]; }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = (place.x * 64u + lane) * PIXELS;
  if (pixelAt(first).image >= params.batch) { return; }
  let tiles = (params.inChannels + 3u) / 4u;
  let group = place.y / tiles;  // of the input
  let channel = (place.y % tiles) * 4u;
  let phase = vec2u(place.z % params.stride, place.z / params.stride);
  let stride = i32(params.stride);
  let outChannels = params.outChannels;
  let pixel0 = pixelAt(first + 0u);
  let pixel1 = pixelAt(first + 1u);
  let pixel2 = pixelAt(first + 2u);
  let pixel3 = pixelAt(first + 3u);
  let pixel4 = pixelAt(first + 4u);
  let pixel5 = pixelAt(first + 5u);
  let pixel6 = pixelAt(first + 6u);
  let pixel7 = pixelAt(first + 7u);
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  var sum4 = vec4f(0.0);
  var sum5 = vec4f(0.0);
  var sum6 = vec4f(0.0);
  var sum7 = vec4f(0.0);
  for (var ky = 0u; ky < params.kernelHeight; ky++) {
    let shiftY = i32(phase.y + params.padding) - i32(ky * params.dilation);
    if (shiftY % stride != 0) { continue; }
    for (var kx = 0u; kx < params.kernelWidth; kx++) {
      let shiftX = i32(phase.x + params.padding) - i32(kx * params.dilation);
      if (shiftX % stride != 0) { continue; }
      let tap0 = tapOf(pixel0, shiftY / stride, shiftX / stride);
      let tap1 = tapOf(pixel1, shiftY / stride, shiftX / stride);
      let tap2 = tapOf(pixel2, shiftY / stride, shiftX / stride);
      let tap3 = tapOf(pixel3, shiftY / stride, shiftX / stride);
      let tap4 = tapOf(pixel4, shiftY / stride, shiftX / stride);
      let tap5 = tapOf(pixel5, shiftY / stride, shiftX / stride);
      let tap6 = tapOf(pixel6, shiftY / stride, shiftX / stride);
      let tap7 = tapOf(pixel7, shiftY / stride, shiftX / stride);
      for (var reader = group * params.perInput; reader < (group + 1u) * params.perInput; reader++) {
        let weight = (reader * params.kernelHeight + ky) * params.kernelWidth + kx;
        let row0 = (weight * params.inChannels + channel) * outChannels;
        let row1 = row0 + outChannels;
        let row2 = row1 + outChannels;
        let row3 = row2 + outChannels;
        let offset = reader * outChannels;
        for (var co = 0u; co < outChannels; co++) {
          let weights = vec4f(filters[row0 + co], filters[row1 + co], filters[row2 + co], filters[row3 + co]);
          sum0 += select(0.0, dy[tap0.base + offset + co], tap0.inside) * weights;
          sum1 += select(0.0, dy[tap1.base + offset + co], tap1.inside) * weights;
          sum2 += select(0.0, dy[tap2.base + offset + co], tap2.inside) * weights;
          sum3 += select(0.0, dy[tap3.base + offset + co], tap3.inside) * weights;
          sum4 += select(0.0, dy[tap4.base + offset + co], tap4.inside) * weights;
          sum5 += select(0.0, dy[tap5.base + offset + co], tap5.inside) * weights;
          sum6 += select(0.0, dy[tap6.base + offset + co], tap6.inside) * weights;
          sum7 += select(0.0, dy[tap7.base + offset + co], tap7.inside) * weights;
        }
      }
    }
  }
  store(pixel0, phase, group, channel, sum0);
  store(pixel1, phase, group, channel, sum1);
  store(pixel2, phase, group, channel, sum2);
  store(pixel3, phase, group, channel, sum3);
  store(pixel4, phase, group, channel, sum4);
  store(pixel5, phase, group, channel, sum5);
  store(pixel6, phase, group, channel, sum6);
  store(pixel7, phase, group, channel, sum7);
}
