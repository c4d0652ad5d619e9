// @use lib/hash
// One number in each of `count` equal bins, sorted along the row: low + (k + r) * step, r a hash of (seed, index), or
// 1/2 without jitter. Coarse places on a ray, and the uniforms of the fine ones (NeRF, Eq. 2).
// One thread takes one number. Only one addition, one product and a minimum, so that adapters agree.
// Test: test/gpu/kernels/stratified.test.ts.
struct Params {
  size: u32, count: u32, seed: u32, jitter: u32, low: f32, step: f32,
  most: f32,         // no number is larger
  numbers: u32,      // of an image (rows * count)
  per_image: u32,    // 1: all rows of an image are alike
}

@group(0) @binding(0) var<storage, read_write> places: array<f32>;  // [rows, count]
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let k = i % params.count;
  let index = select(i, i / params.numbers * params.count + k, params.per_image == 1u);
  var inside = 0.5;
  if (params.jitter == 1u) { inside = uniform01(params.seed, index); }
  places[i] = min(params.low + (f32(k) + inside) * params.step, params.most);
}
