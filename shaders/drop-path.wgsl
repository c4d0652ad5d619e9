// @use lib/hash
// Stochastic depth (Huang et al. 2016) for each image: y = x + branch / (1 - rate) where a hash of (seed, image) keeps
// the branch, else y = x; without x it is the gradient of the branch, by the same mask. One thread takes one element.
// Test: test/gpu/kernels/drop-path.test.ts.
struct Params { size: u32, perImage: u32, seed: u32, rate: f32, hasX: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;       // [batch, perImage]; anything if hasX = 0
@group(0) @binding(1) var<storage, read> branch: array<f32>;  // [batch, perImage]
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // [batch, perImage]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let kept = uniform01(params.seed, i / params.perImage) >= params.rate;
  y[i] = select(0.0, x[i], params.hasX == 1u) + select(0.0, branch[i] / (1.0 - params.rate), kept);
}
