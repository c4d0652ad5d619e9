// Softmax of attention's scores over all keys: p[r, k, h] = exp(s[r, k, h]) / sum over k, with the largest taken off.
// One thread takes one row of one head, thrice. Gradient: key-softmax-grad.wgsl. Test: test/gpu/kernels/key-softmax.test.ts.
struct Params { rows: u32, keys: u32, heads: u32 }

@group(0) @binding(0) var<storage, read> scores: array<f32>;         // [rows, keys, heads]
@group(0) @binding(1) var<storage, read_write> weights: array<f32>;  // [rows, keys, heads]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.rows * params.heads) { return; }
  let base = i / params.heads * params.keys * params.heads + i % params.heads;
  let end = base + params.keys * params.heads;
  var largest = scores[base];
  for (var at = base; at < end; at += params.heads) { largest = max(largest, scores[at]); }
  var sum = 0.0;
  for (var at = base; at < end; at += params.heads) { sum += exp(scores[at] - largest); }
  for (var at = base; at < end; at += params.heads) { weights[at] = exp(scores[at] - largest) / sum; }
}
