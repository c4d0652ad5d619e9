// Gradient of layer-norm.wgsl with respect to gamma and beta: per channel and chunk of rows, the sums of
// dy (x - mean) inverse and of dy. One thread walks one channel of one chunk; sum-parts.wgsl adds the chunks up.
// Test: test/gpu/kernels/layer-norm.test.ts.
struct Params { rows: u32, channels: u32, chunks: u32, perChunk: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [rows, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;           // [rows, channels]
@group(0) @binding(2) var<storage, read> statistics: array<f32>;   // [rows, 2]: mean, inverse deviation
@group(0) @binding(3) var<storage, read_write> parts: array<f32>;  // [chunks, 2, channels]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.channels) { return; }
  let chunk = i / params.channels;
  let channel = i % params.channels;
  let end = min((chunk + 1u) * params.perChunk, params.rows);
  var towardsGamma = 0.0;
  var towardsBeta = 0.0;
  for (var row = chunk * params.perChunk; row < end; row++) {
    let at = row * params.channels + channel;
    towardsGamma += dy[at] * (x[at] - statistics[2u * row]) * statistics[2u * row + 1u];
    towardsBeta += dy[at];
  }
  parts[(2u * chunk) * params.channels + channel] = towardsGamma;
  parts[(2u * chunk + 1u) * params.channels + channel] = towardsBeta;
}
