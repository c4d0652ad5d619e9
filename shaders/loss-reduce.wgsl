// Ends a per-pixel loss: from each thread's sums (first, second, negatives, valid) the loss of the batch,
// (w * first + (1 - w) * second) / max(valid, 1), where w is given or, if automatic, negatives / max(valid, 1).
// One workgroup: each thread adds every 256th partial in order, then the first adds the 256 sums in order, so the
// result does not depend on timing, and no float32 sum is longer than a few hundred terms.
// Test: test/gpu/kernels/loss-reduce.test.ts.
struct Params { count: u32, weight: f32, automatic: u32 }

@group(0) @binding(0) var<storage, read> partials: array<vec4f>;   // [count]
@group(0) @binding(1) var<storage, read_write> loss: array<f32>;   // []
@group(0) @binding(2) var<storage, read_write> scale: array<f32>;  // [2]: what one unit of first, second adds to the loss
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var own = vec4f(0.0);
  for (var i = thread; i < params.count; i += 256u) { own += partials[i]; }
  sums[thread] = own;
  workgroupBarrier();
  if (thread > 0u) { return; }
  var total = vec4f(0.0);
  for (var i = 0u; i < 256u; i++) { total += sums[i]; }
  let per_pixel = 1.0 / max(total.w, 1.0);
  let weight = select(params.weight, total.z * per_pixel, params.automatic == 1u);
  scale[0] = weight * per_pixel;
  scale[1] = (1.0 - weight) * per_pixel;
  loss[0] = (weight * total.x + (1.0 - weight) * total.y) * per_pixel;
}
