// Gradient of key-softmax.wgsl: ds[r, k, h] = p[r, k, h] (dp[r, k, h] - sum over j of p[r, j, h] dp[r, j, h]).
// One thread takes one row of one head, twice. Test: test/gpu/kernels/key-softmax.test.ts.
struct Params { rows: u32, keys: u32, heads: u32 }

@group(0) @binding(0) var<storage, read> weights: array<f32>;        // [rows, keys, heads]: p
@group(0) @binding(1) var<storage, read> dweights: array<f32>;       // [rows, keys, heads]
@group(0) @binding(2) var<storage, read_write> dscores: array<f32>;  // [rows, keys, heads]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.rows * params.heads) { return; }
  let base = i / params.heads * params.keys * params.heads + i % params.heads;
  let end = base + params.keys * params.heads;
  var average = 0.0;
  for (var at = base; at < end; at += params.heads) { average += weights[at] * dweights[at]; }
  for (var at = base; at < end; at += params.heads) { dscores[at] = weights[at] * (dweights[at] - average); }
}
