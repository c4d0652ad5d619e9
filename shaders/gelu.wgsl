// @use lib/normal-tail
// GELU (Hendrycks & Gimpel 2016), the exact one: y = x times the share of a standard normal distribution below x.
// One thread takes one element. Gradient: gelu-grad.wgsl. Test: test/gpu/kernels/gelu.test.ts.
struct Params { size: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  y[i] = x[i] * normal_share(x[i]);
}
