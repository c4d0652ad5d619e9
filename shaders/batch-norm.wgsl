// Batch norm, last of three launches: y = (x - mean) / sqrt(variance + epsilon) gamma + beta, and
// max(0, y) if relu = 1. One thread takes one element. Gradient: batch-norm-grad-sums.wgsl, batch-norm-grad.wgsl.
// Reference: Ioffe, Szegedy (2015); test/gpu/kernels/batch-norm.test.ts.
struct Params { size: u32, channels: u32, relu: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;           // [positions, channels]
@group(0) @binding(1) var<storage, read> statistics: array<f32>;  // [2, channels]: mean, variance
@group(0) @binding(2) var<storage, read> gamma: array<f32>;       // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;        // [channels]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;     // [positions, channels]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let c = i % params.channels;
  let normal = (x[i] - statistics[c]) * inverseSqrt(statistics[params.channels + c] + params.epsilon);
  let value = normal * gamma[c] + beta[c];
  // Not max(): that may turn NaN into 0 and hide it.
  y[i] = select(value, 0.0, params.relu == 1u && value <= 0.0);
}
