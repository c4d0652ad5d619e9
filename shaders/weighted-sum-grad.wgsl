// Gradient of weighted-sum: d values[i] = weights[i] * d total. One thread takes one value.
struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> weights: array<f32>;        // [count]
@group(0) @binding(1) var<storage, read> dtotal: array<f32>;         // [1]
@group(0) @binding(2) var<storage, read_write> dvalues: array<f32>;  // [count]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.count) { return; }
  dvalues[id.x] = weights[id.x] * dtotal[0];
}
