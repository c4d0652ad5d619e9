// Gradient of batch norm, first of three launches: per channel and chunk of positions, the sums of g (x - mean) / sqrt(variance + epsilon)
// (towards gamma) and of g (towards beta), where g is dy with the ReLU's mask, computed again from x.
// One thread walks one channel of one chunk; sum-parts.wgsl adds the chunks up. Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { positions: u32, channels: u32, chunks: u32, perChunk: u32, relu: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [positions, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;           // [positions, channels]
@group(0) @binding(2) var<storage, read> statistics: array<f32>;   // [2, channels]: mean, variance
@group(0) @binding(3) var<storage, read> gamma: array<f32>;        // [channels]
@group(0) @binding(4) var<storage, read> beta: array<f32>;         // [channels]
@group(0) @binding(5) var<storage, read_write> parts: array<f32>;  // [chunks, 2, channels]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.channels) { return; }
  let chunk = i / params.channels;
  let c = i % params.channels;
  let center = statistics[c];
  let inverse = inverseSqrt(statistics[params.channels + c] + params.epsilon);
  let end = min((chunk + 1u) * params.perChunk, params.positions);
  var towardsGamma = 0.0;
  var towardsBeta = 0.0;
  for (var p = chunk * params.perChunk; p < end; p++) {
    let at = p * params.channels + c;
    let normal = (x[at] - center) * inverse;
    let off = params.relu == 1u && normal * gamma[c] + beta[c] <= 0.0;
    let g = select(dy[at], 0.0, off);
    towardsGamma += g * normal;
    towardsBeta += g;
  }
  parts[(2u * chunk) * params.channels + c] = towardsGamma;
  parts[(2u * chunk + 1u) * params.channels + c] = towardsBeta;
}
