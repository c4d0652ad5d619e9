// Gradient of sum-relu.wgsl, the same for every term: dy where y is above 0, else 0. One thread takes one element.
struct Params { size: u32 }

@group(0) @binding(0) var<storage, read> y: array<f32>;         // [size]
@group(0) @binding(1) var<storage, read> dy: array<f32>;        // [size]
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;  // [size]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  dx[i] = select(dy[i], 0.0, y[i] <= 0.0);
}
