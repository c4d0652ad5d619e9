// Gradient of batch norm, last of three launches, with n = (x - mean) / sqrt(variance + epsilon), g = dy with the ReLU's mask:
// dx = gamma / sqrt(variance + epsilon) (g - (dBeta + n dGamma) / positions); in evaluation, where mean and variance
// do not depend on x, the bracket is g alone. One thread takes one element. Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { size: u32, channels: u32, relu: u32, epsilon: f32, perPosition: f32 }  // the last: 1 / positions, or 0 in evaluation

@group(0) @binding(0) var<storage, read> x: array<f32>;           // [positions, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;          // [positions, channels]
@group(0) @binding(2) var<storage, read> statistics: array<f32>;  // [2, channels]: mean, variance
@group(0) @binding(3) var<storage, read> gamma: array<f32>;       // [channels]
@group(0) @binding(4) var<storage, read> beta: array<f32>;        // [channels]
@group(0) @binding(5) var<storage, read> dGamma: array<f32>;      // [channels]
@group(0) @binding(6) var<storage, read> dBeta: array<f32>;       // [channels]
@group(0) @binding(7) var<storage, read_write> dx: array<f32>;    // [positions, channels]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let c = i % params.channels;
  let inverse = inverseSqrt(statistics[params.channels + c] + params.epsilon);
  let normal = (x[i] - statistics[c]) * inverse;
  let off = params.relu == 1u && normal * gamma[c] + beta[c] <= 0.0;
  let g = select(dy[i], 0.0, off);
  dx[i] = gamma[c] * inverse * (g - (dBeta[c] + normal * dGamma[c]) * params.perPosition);
}
