// Vectors of length 1: y = x / max(|x|, 1e-12) over the last axis, as PyTorch F.normalize.
// One thread takes one vector. Gradient: unit-normalize-grad.wgsl; test/gpu/kernels/unit-normalize.test.ts.
struct Params { rows: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, channels]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [rows, channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let start = row * params.channels;
  var squares = 0.0;
  for (var c = start; c < start + params.channels; c++) { squares += x[c] * x[c]; }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var c = start; c < start + params.channels; c++) { y[c] = x[c] * inverse; }
}
