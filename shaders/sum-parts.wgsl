// Adds up partial results in order: total[i] = sum over s of parts[s, i]; the first `split` entries go to `first`,
// the others to `second`. One thread sums one entry, so the order is fixed and neighbours read neighbours.
// Last stage of the gradients of filters, biases and norms. Test: test/gpu/kernels/sum-parts.test.ts.
struct Params { parts: u32, size: u32, split: u32 }

@group(0) @binding(0) var<storage, read> parts: array<f32>;          // [parts, size]
@group(0) @binding(1) var<storage, read_write> first: array<f32>;    // [split]
@group(0) @binding(2) var<storage, read_write> second: array<f32>;   // [size - split], or unused
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  var total = 0.0;
  for (var s = 0u; s < params.parts; s++) { total += parts[s * params.size + i]; }
  if (i < params.split) { first[i] = total; } else { second[i - params.split] = total; }
}
