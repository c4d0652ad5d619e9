// Mean of a map over its pixels, in chunks: parts[k, b, c] = sum over the chunk's pixels of x[b, pixel, c] / pixels.
// One thread walks one channel of one chunk of one image; sum-parts.wgsl adds the chunks up, in order.
// Gradient: spatial-mean-grad.wgsl. Test: test/gpu/kernels/spatial-mean.test.ts.
struct Params { batch: u32, pixels: u32, channels: u32, chunks: u32, perChunk: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [batch, pixels, channels]
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;  // [chunks, batch, channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.batch * params.channels) { return; }
  let c = i % params.channels;
  let b = (i / params.channels) % params.batch;
  let chunk = i / params.channels / params.batch;
  let end = min((chunk + 1u) * params.perChunk, params.pixels);
  var sum = 0.0;
  for (var p = chunk * params.perChunk; p < end; p++) { sum += x[(b * params.pixels + p) * params.channels + c]; }
  parts[i] = sum / f32(params.pixels);
}
