// Gradient of layer-norm.wgsl with respect to x, with n = (x - mean) inverse and g = dy gamma:
// dx = inverse (g - average of g over the row - n times the average of g n).
// One thread takes one row, twice. Test: test/gpu/kernels/layer-norm.test.ts.
struct Params { rows: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;           // [rows, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;          // [rows, channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;       // [channels]
@group(0) @binding(3) var<storage, read> statistics: array<f32>;  // [rows, 2]: mean, inverse deviation
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;    // [rows, channels]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.channels;
  let mean = statistics[2u * row];
  let inverse = statistics[2u * row + 1u];
  var sum = 0.0;
  var sumNormal = 0.0;
  for (var c = 0u; c < params.channels; c++) {
    let g = dy[base + c] * gamma[c];
    sum += g;
    sumNormal += g * (x[base + c] - mean) * inverse;
  }
  let average = sum / f32(params.channels);
  let averageNormal = sumNormal / f32(params.channels);
  for (var c = 0u; c < params.channels; c++) {
    let normal = (x[base + c] - mean) * inverse;
    dx[base + c] = inverse * (dy[base + c] * gamma[c] - average - normal * averageNormal);
  }
}
