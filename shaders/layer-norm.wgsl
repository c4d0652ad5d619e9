// Layer norm over the last axis: y = (x - mean) / sqrt(variance + epsilon) gamma + beta, biased variance of the row.
// One thread takes one row, thrice (mean, deviations, result): no barriers, which software adapters pay dearly.
// Gradient: layer-norm-grad.wgsl, layer-norm-grad-sums.wgsl. Reference: Ba et al. (2016); test/gpu/kernels/layer-norm.test.ts.
struct Params { rows: u32, channels: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;                 // [rows, channels]
@group(0) @binding(1) var<storage, read> gamma: array<f32>;             // [channels]
@group(0) @binding(2) var<storage, read> beta: array<f32>;              // [channels]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;           // [rows, channels]
@group(0) @binding(4) var<storage, read_write> statistics: array<f32>;  // [rows, 2]: mean, 1 / sqrt(variance + epsilon)
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.channels;
  var sum = 0.0;
  for (var c = 0u; c < params.channels; c++) { sum += x[base + c]; }
  let mean = sum / f32(params.channels);
  var squares = 0.0;
  for (var c = 0u; c < params.channels; c++) {
    let deviation = x[base + c] - mean;
    squares += deviation * deviation;
  }
  let inverse = inverseSqrt(squares / f32(params.channels) + params.epsilon);
  for (var c = 0u; c < params.channels; c++) { y[base + c] = (x[base + c] - mean) * inverse * gamma[c] + beta[c]; }
  statistics[2u * row] = mean;
  statistics[2u * row + 1u] = inverse;
}
