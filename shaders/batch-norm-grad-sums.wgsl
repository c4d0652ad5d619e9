// Gradient of batch norm, first of two launches: per channel and chunk of positions, the sums of
// g (x - mean) / sqrt(variance + epsilon) (towards gamma) and of g (towards beta), where g is dy where y passed the
// ReLU, else 0. If the norm had a residual, g is its gradient and is kept.
// One thread walks one channel of one chunk. Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { positions: u32, channels: u32, chunks: u32, perChunk: u32, relu: u32, hasResidual: u32, row: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;                // [positions, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;               // [positions, channels]
@group(0) @binding(2) var<storage, read> y: array<f32>;                // [positions, channels]; anything if relu = 0
@group(0) @binding(3) var<storage, read> statistics: array<f32>;       // [row + 1, 2, channels]: its last row is mean, variance
@group(0) @binding(4) var<storage, read_write> parts: array<f32>;      // [chunks, 2, channels]
@group(0) @binding(5) var<storage, read_write> dResidual: array<f32>;  // [positions, channels], or unused
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.channels) { return; }
  let chunk = i / params.channels;
  let c = i % params.channels;
  let center = statistics[(2u * params.row) * params.channels + c];
  let inverse = inverseSqrt(statistics[(2u * params.row + 1u) * params.channels + c] + params.epsilon);
  let end = min((chunk + 1u) * params.perChunk, params.positions);
  var towardsGamma = 0.0;
  var towardsBeta = 0.0;
  for (var p = chunk * params.perChunk; p < end; p++) {
    let at = p * params.channels + c;
    let g = select(dy[at], 0.0, params.relu == 1u && y[at] <= 0.0);
    towardsGamma += g * (x[at] - center) * inverse;
    towardsBeta += g;
    if (params.hasResidual == 1u) { dResidual[at] = g; }
  }
  parts[(2u * chunk) * params.channels + c] = towardsGamma;
  parts[(2u * chunk + 1u) * params.channels + c] = towardsBeta;
}
