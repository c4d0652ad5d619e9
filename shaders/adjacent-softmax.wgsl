// MTI-Net's feature selection: y = softmax(f) x, with the softmax over groups of `width` adjacent channels. One thread
// takes one group of one position. Gradient: adjacent-softmax-grad.wgsl. Test: test/gpu/kernels/adjacent-softmax.test.ts.
struct Params { count: u32, width: u32 }

@group(0) @binding(0) var<storage, read> f: array<f32>;        // [count, width]
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [count, width]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [count, width]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.count) { return; }
  let start = i * params.width;
  let end = start + params.width;
  var top = f[start];
  for (var k = start + 1u; k < end; k++) { top = max(top, f[k]); }
  var total = 0.0;
  for (var k = start; k < end; k++) { total += exp(f[k] - top); }
  for (var k = start; k < end; k++) { y[k] = exp(f[k] - top) / total * x[k]; }
}
