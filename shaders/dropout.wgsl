// @use lib/hash
// Dropout: y = x / (1 - rate) where a hash of (seed, index) keeps the element, else 0 (inverted dropout, as PyTorch).
// One thread takes one element. Its own gradient: the same mask comes out of the same seed.
// Test: test/gpu/kernels/dropout.test.ts.
struct Params { size: u32, seed: u32, rate: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let kept = uniform01(params.seed, i) >= params.rate;
  y[i] = select(0.0, x[i] / (1.0 - params.rate), kept);
}
