// @use lib/row-stretches
// Gradient of pick-rows: the rows' gradients back to their places, 0 elsewhere.
// One thread takes one number of the matrix or one of the bias. Test: test/gpu/kernels/pick-rows.test.ts.
struct Params {
  rows: u32, // all
  width: u32,
  begin_0: u32, end_0: u32, begin_1: u32, end_1: u32, begin_2: u32, end_2: u32, begin_3: u32, end_3: u32, begin_4: u32,
  end_4: u32, begin_5: u32, end_5: u32, begin_6: u32, end_6: u32, begin_7: u32, end_7: u32, begin_8: u32, end_8: u32,
}

@group(0) @binding(0) var<storage, read> d_picked_matrix: array<f32>; // [picked rows, width]
@group(0) @binding(1) var<storage, read> d_picked_bias: array<f32>;   // [picked rows]
@group(0) @binding(2) var<storage, read_write> d_matrix: array<f32>;  // [rows, width]
@group(0) @binding(3) var<storage, read_write> d_bias: array<f32>;    // [rows]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let row = thread / (params.width + 1u);
  let column = thread % (params.width + 1u);
  if (row >= params.rows) { return; }
  let at = picked_of(row);
  var d = 0.0;
  if (column == params.width) {
    if (at != NO_ROW) { d = d_picked_bias[at]; }
    d_bias[row] = d;
  } else {
    if (at != NO_ROW) { d = d_picked_matrix[at * params.width + column]; }
    d_matrix[row * params.width + column] = d;
  }
}
