// @use lib/hash
// `count` independent uniform numbers of [0, 1) in ascending order, without a sort: with E_0 … E_count independent
// exponentials, the sums E_0 + … + E_k over the sum of all are distributed as the order statistics (Devroye,
// Non-Uniform Random Variate Generation, V.2.1). E = -log(1 - r), r a hash of (seed, index).
// One thread takes one row, twice: for the sum, then for the shares. Test: test/gpu/kernels/sorted-uniforms.test.ts.
struct Params {
  rows: u32, count: u32, seed: u32,
  rows_of_image: u32,
  per_image: u32,  // 1: all rows of an image are alike
}

const BELOW_ONE = 0.99999994;  // the largest number below 1: rounding must not reach it
const FLOOR = 5.9604645e-8;    // 2^-24: a step of 0 would leave 0 / 0 where there is one number

@group(0) @binding(0) var<storage, read_write> places: array<f32>;  // [rows, count]
@group(0) @binding(1) var<uniform> params: Params;

fn exponential(row: u32, k: u32) -> f32 {
  return max(-log(1.0 - uniform01(params.seed, row * (params.count + 1u) + k)), FLOOR);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let drawn = select(row, row / params.rows_of_image, params.per_image == 1u);
  var total = 0.0;
  for (var k = 0u; k <= params.count; k++) { total += exponential(drawn, k); }
  var sum = 0.0;
  for (var k = 0u; k < params.count; k++) {
    sum += exponential(drawn, k);
    places[row * params.count + k] = min(sum / total, BELOW_ONE);
  }
}
