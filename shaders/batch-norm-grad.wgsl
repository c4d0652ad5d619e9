// Gradient of batch norm, second of two launches, with n = (x - mean) / sqrt(variance + epsilon), g as in
// batch-norm-grad-sums.wgsl: dx = gamma / sqrt(variance + epsilon) (g - (dBeta + n dGamma) / positions); in evaluation,
// where mean and variance do not depend on x, the bracket is g alone.
// One thread adds one channel's chunks up in order, then takes one chunk of its positions, as in batch-norm.wgsl;
// the first chunk's threads write dGamma and dBeta, one after the other. Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { positions: u32, channels: u32, chunks: u32, perChunk: u32, relu: u32, row: u32, epsilon: f32, perPosition: f32 }  // the last: 1 / positions, or 0 in evaluation

@group(0) @binding(0) var<storage, read> x: array<f32>;              // [positions, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;             // [positions, channels]
@group(0) @binding(2) var<storage, read> y: array<f32>;              // [positions, channels]; anything if relu = 0
@group(0) @binding(3) var<storage, read> statistics: array<f32>;     // [row + 1, 2, channels]: its last row is mean, variance
@group(0) @binding(4) var<storage, read> gamma: array<f32>;          // [channels]
@group(0) @binding(5) var<storage, read> parts: array<f32>;          // [chunks, 2, channels]: towards gamma, beta
@group(0) @binding(6) var<storage, read_write> dx: array<f32>;       // [positions, channels]
@group(0) @binding(7) var<storage, read_write> dAffine: array<f32>;  // [2, channels]: dGamma, dBeta
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.channels) { return; }
  let own = i / params.channels;
  let c = i % params.channels;
  var dGamma = 0.0;
  var dBeta = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    dGamma += parts[(2u * chunk) * params.channels + c];
    dBeta += parts[(2u * chunk + 1u) * params.channels + c];
  }
  if (own == 0u) {
    dAffine[c] = dGamma;
    dAffine[params.channels + c] = dBeta;
  }
  let center = statistics[(2u * params.row) * params.channels + c];
  let inverse = inverseSqrt(statistics[(2u * params.row + 1u) * params.channels + c] + params.epsilon);
  for (var p = own * params.perChunk; p < min((own + 1u) * params.perChunk, params.positions); p++) {
    let at = p * params.channels + c;
    let normal = (x[at] - center) * inverse;
    let g = select(dy[at], 0.0, params.relu == 1u && y[at] <= 0.0);
    dx[at] = gamma[c] * inverse * (g - (dBeta + normal * dGamma) * params.perPosition);
  }
}
