// sum = keep * sum + weight * source, number by number, of flat vectors: sums and running means of all weights
// or gradients at once. Both may be a part of a longer buffer. One thread does four numbers: memory is the limit.
// Test: test/gpu/kernels/flat-add.test.ts.
struct Params { quads: u32, sumFirst: u32, sourceFirst: u32, keep: f32, weight: f32 } // counts of four numbers

@group(0) @binding(0) var<storage, read_write> sum: array<vec4f>;  // [at least sumFirst + quads, 4]
@group(0) @binding(1) var<storage, read> source: array<vec4f>;     // [at least sourceFirst + quads, 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.quads) { return; }
  let at = params.sumFirst + i;
  sum[at] = params.keep * sum[at] + params.weight * source[params.sourceFirst + i];
}
