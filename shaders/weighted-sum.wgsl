// Weighted sum of a few scalars: total = sum_i weights[i] * values[i]. The loss of a step (Eq. 2).
// One thread adds them in order: there are about ten. Gradient: weighted-sum-grad.wgsl.
struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;       // [count]
@group(0) @binding(1) var<storage, read> weights: array<f32>;      // [count]
@group(0) @binding(2) var<storage, read_write> total: array<f32>;  // [1]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x > 0u) { return; }
  var sum = 0.0;
  for (var i = 0u; i < params.count; i++) { sum += weights[i] * values[i]; }
  total[0] = sum;
}
