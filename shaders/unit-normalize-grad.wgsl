// Gradient of unit-normalize.wgsl: dx = (dy - y (y . dy)) / |x|; below the clamp the length is a constant, dx = dy / 1e-12.
// One thread takes one vector and computes y again: cheaper than keeping it.
// Test: test/gpu/kernels/unit-normalize.test.ts.
struct Params { rows: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;         // [rows, channels]
@group(0) @binding(1) var<storage, read> dy: array<f32>;        // [rows, channels]
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;  // [rows, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let start = row * params.channels;
  var squares = 0.0;
  var along = 0.0;
  for (var c = start; c < start + params.channels; c++) {
    squares += x[c] * x[c];
    along += x[c] * dy[c];
  }
  let norm = sqrt(squares);
  let inverse = 1.0 / max(norm, 1e-12);
  along *= select(0.0, inverse, norm > 1e-12);
  for (var c = start; c < start + params.channels; c++) { dx[c] = (dy[c] - x[c] * inverse * along) * inverse; }
}
