// The channel with the largest value, as a float; the first one among equals. NaN never wins.
// One thread takes one row. No gradient. Test: test/gpu/kernels/argmax.test.ts.
struct Params { rows: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, channels]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [rows]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let start = row * params.channels;
  var best = 0u;
  for (var c = 1u; c < params.channels; c++) {
    if (x[start + c] > x[start + best]) { best = c; }
  }
  y[row] = f32(best);
}
