// @use lib/normal-tail
// Gradient of gelu.wgsl: dx = dy (share below x + x times the density at x). One thread takes one element.
// Test: test/gpu/kernels/gelu.test.ts.
struct Params { size: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let density = 0.39894228 * exp(-0.5 * x[i] * x[i]);
  dx[i] = dy[i] * (normal_share(x[i]) + x[i] * density);
}
