// Clipping by the global norm, as torch.nn.utils.clip_grad_norm_: scale = min(1, largest / (norm + 1e-6)).
// 64 threads add every 64th of the squares' parts, one of them the 64 sums, in a fixed order; there are some thousands.
// Test: test/gpu/kernels/clip-scale.test.ts.
struct Params { count: u32, largest: f32 }

@group(0) @binding(0) var<storage, read> parts: array<f32>;         // [count], sums of squares
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;    // [1]
@group(0) @binding(2) var<storage, read_write> scale: array<f32>;   // [1]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.count; i += 64u) { sum += parts[i]; }
  sums[thread] = sum;
  workgroupBarrier();
  if (thread > 0u) { return; }
  var square = 0.0;
  for (var i = 0u; i < 64u; i++) { square += sums[i]; }
  let size = sqrt(square);
  norm[0] = size;
  scale[0] = min(1.0, params.largest / (size + 1e-6));
}
