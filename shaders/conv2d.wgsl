// Convolution, NHWC by HWIO: y[b, oy, ox, co] = bias[co]
//   + sum over ky, kx, ci of x[b, oy s - p + ky d, ox s - p + kx d, ci] filter[ky, kx, ci, co]; outside x is 0.
// One thread makes 8 neighbouring positions times 4 channels in registers, so that 12 loads feed 32 multiply-adds.
// A workgroup shares its 4 channels: the loads of the filter are uniform, which software adapters do once for all.
// With groups (several filters side by side, one launch for all), output group g reads the input group
// g / perInput alone; the channels of x and y are then those of all groups, one group after the other.
// Where the channels end inside the 4, the surplus is computed from whatever lies there and never stored.
// Gradients: conv2d-grad-input.wgsl, conv2d-grad-filter.wgsl. Test: test/gpu/kernels/conv2d.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, inChannels: u32,
  outHeight: u32, outWidth: u32, outChannels: u32,
  kernelHeight: u32, kernelWidth: u32, stride: u32, padding: u32, dilation: u32,
  groups: u32, perInput: u32, xChannels: u32, hasBias: u32,  // inChannels and outChannels are those of one group
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [batch, height, width, xChannels]: groups / perInput times inChannels
@group(0) @binding(1) var<storage, read> filters: array<f32>;  // [groups, kernelHeight, kernelWidth, inChannels, outChannels]
@group(0) @binding(2) var<storage, read> bias: array<f32>;     // [groups, outChannels]; anything if hasBias = 0
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [batch, outHeight, outWidth, groups, outChannels]
@group(0) @binding(4) var<uniform> params: Params;

const PIXELS = 8u;

struct Pixel { image: u32, row: i32, column: i32 }  // row and column of the window's corner in x; may lie outside

fn pixelAt(position: u32) -> Pixel {
  let oy = position / params.outWidth;
  return Pixel(
    oy / params.outHeight,
    i32((oy % params.outHeight) * params.stride) - i32(params.padding),
    i32((position % params.outWidth) * params.stride) - i32(params.padding),
  );
}

struct Tap { base: u32, inside: bool }  // where a pixel reads under one weight of the window

fn tapOf(pixel: Pixel, ky: u32, kx: u32, group: u32) -> Tap {
  let iy = u32(pixel.row + i32(ky * params.dilation));
  let ix = u32(pixel.column + i32(kx * params.dilation));  // negative wraps to huge
  let inside = iy < params.height && ix < params.width;
  let base = ((pixel.image * params.height + iy) * params.width + ix) * params.xChannels;
  return Tap(select(0u, base + group / params.perInput * params.inChannels, inside), inside);
}

fn store(position: u32, group: u32, channel: u32, sum: vec4f) {
  if (position >= params.batch * params.outHeight * params.outWidth) { return; }
  let base = (position * params.groups + group) * params.outChannels;
  for (var j = 0u; j < min(4u, params.outChannels - channel); j++) {
    y[base + channel + j] = sum[j] + select(0.0, bias[group * params.outChannels + channel + j], params.hasBias == 1u);
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = (place.x * 64u + lane) * PIXELS;
  if (first >= params.batch * params.outHeight * params.outWidth) { return; }
  let tiles = (params.outChannels + 3u) / 4u;
  let group = place.y / tiles;
  let channel = (place.y % tiles) * 4u;
  let inChannels = params.inChannels;
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
    for (var kx = 0u; kx < params.kernelWidth; kx++) {
      let tap0 = tapOf(pixel0, ky, kx, group);
      let tap1 = tapOf(pixel1, ky, kx, group);
      let tap2 = tapOf(pixel2, ky, kx, group);
      let tap3 = tapOf(pixel3, ky, kx, group);
      let tap4 = tapOf(pixel4, ky, kx, group);
      let tap5 = tapOf(pixel5, ky, kx, group);
      let tap6 = tapOf(pixel6, ky, kx, group);
      let tap7 = tapOf(pixel7, ky, kx, group);
      var at = ((group * params.kernelHeight + ky) * params.kernelWidth + kx) * inChannels * outChannels + channel;
      for (var ci = 0u; ci < inChannels; ci++) {
        let weights = vec4f(filters[at], filters[at + 1u], filters[at + 2u], filters[at + 3u]);
        sum0 += select(0.0, x[tap0.base + ci], tap0.inside) * weights;
        sum1 += select(0.0, x[tap1.base + ci], tap1.inside) * weights;
        sum2 += select(0.0, x[tap2.base + ci], tap2.inside) * weights;
        sum3 += select(0.0, x[tap3.base + ci], tap3.inside) * weights;
        sum4 += select(0.0, x[tap4.base + ci], tap4.inside) * weights;
        sum5 += select(0.0, x[tap5.base + ci], tap5.inside) * weights;
        sum6 += select(0.0, x[tap6.base + ci], tap6.inside) * weights;
        sum7 += select(0.0, x[tap7.base + ci], tap7.inside) * weights;
        at += outChannels;
      }
    }
  }
  store(first + 0u, group, channel, sum0);
  store(first + 1u, group, channel, sum1);
  store(first + 2u, group, channel, sum2);
  store(first + 3u, group, channel, sum3);
  store(first + 4u, group, channel, sum4);
  store(first + 5u, group, channel, sum5);
  store(first + 6u, group, channel, sum6);
  store(first + 7u, group, channel, sum7);
}
