// Gram matrix of a few long vectors, in parts: parts[first + (i rows + j) lanes + lane] = sum of a_i a_j over the
// numbers of one lane; whoever reads them adds the lanes in float64. With one vector: the square of its norm.
// A thread takes every lanes-th group of four numbers of one pair, so neighbours read neighbours and each sum has a
// fixed order, without barriers. Below the diagonal it writes 0. Test: test/gpu/kernels/gram.test.ts.
struct Params { rows: u32, quads: u32, lanes: u32, first: u32 } // quads: of four numbers, in one vector

@group(0) @binding(0) var<storage, read> vectors: array<vec4f>;     // [rows, quads, 4]
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;   // [at least first + rows rows lanes]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let lane = id.x;
  let pair = id.y;
  if (lane >= params.lanes || pair >= params.rows * params.rows) { return; }
  let i = pair / params.rows;
  let j = pair % params.rows;
  var sum = vec4f(0.0);
  if (i <= j) {
    for (var q = lane; q < params.quads; q += params.lanes) {
      sum += vectors[i * params.quads + q] * vectors[j * params.quads + q];
    }
  }
  parts[params.first + pair * params.lanes + lane] = (sum.x + sum.y) + (sum.z + sum.w);
}
