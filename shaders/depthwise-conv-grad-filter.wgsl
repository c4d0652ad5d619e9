// Gradient of depthwise-conv.wgsl with respect to the filters, in parts: each chunk of positions of y makes a part, and
// sum-parts.wgsl adds them in order. One thread takes one weight of one chunk.
// Test: test/gpu/kernels/depthwise-conv.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  groups: u32, channels: u32, kernel: u32, stride: u32, padding: u32, chunks: u32, perChunk: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [batch, height, width, groups, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;           // [batch, outHeight, outWidth, groups, channels]
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;  // [chunks, groups, kernel, kernel, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let weights = params.groups * params.kernel * params.kernel * params.channels;
  if (i >= params.chunks * weights) { return; }
  let all = params.groups * params.channels;
  let weight = i % weights;
  let tap = weight / params.channels % (params.kernel * params.kernel);
  let group = weight / params.channels / (params.kernel * params.kernel);
  let c = group * params.channels + weight % params.channels;
  let first = i / weights * params.perChunk;
  let last = min(first + params.perChunk, params.batch * params.outHeight * params.outWidth);
  var sum = 0.0;
  for (var position = first; position < last; position++) {
    let ox = position % params.outWidth;
    let oy = position / params.outWidth % params.outHeight;
    let image = position / params.outWidth / params.outHeight;
    let iy = oy * params.stride + tap / params.kernel - params.padding;  // negative wraps to huge
    let ix = ox * params.stride + tap % params.kernel - params.padding;
    if (iy >= params.height || ix >= params.width) { continue; }
    sum += x[((image * params.height + iy) * params.width + ix) * all + c] * dy[position * all + c];
  }
  parts[i] = sum;
}
