// ReLU of a sum of up to four maps of one shape: y = max(0, a + b + c + d), summed in that order. One thread takes one
// element. HRNet's fusion of branches. Gradient: sum-relu-grad.wgsl. Test: test/gpu/kernels/sum-relu.test.ts.
struct Params { size: u32, count: u32 }

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [size]
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [size]; anything if count < 2
@group(0) @binding(2) var<storage, read> c: array<f32>;        // [size]; anything if count < 3
@group(0) @binding(3) var<storage, read> d: array<f32>;        // [size]; anything if count < 4
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [size]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  var sum = a[i];
  if (params.count > 1u) { sum += b[i]; }
  if (params.count > 2u) { sum += c[i]; }
  if (params.count > 3u) { sum += d[i]; }
  y[i] = select(sum, 0.0, sum <= 0.0);  // not max(): that may turn NaN into 0 and hide it
}
