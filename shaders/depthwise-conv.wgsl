// Depthwise convolution, NHWC, zeros outside: y[b, oy, ox, c] = sum over ky, kx of x[b, oy s - p + ky, ox s - p + kx, c]
// filter[g, ky, kx, c mod C], g = c / C: several layers side by side (groups), each with C channels.
// One thread takes one element of y. Gradients: depthwise-conv-grad-input.wgsl, depthwise-conv-grad-filter.wgsl.
// Test: test/gpu/kernels/depthwise-conv.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  groups: u32, channels: u32, kernel: u32, stride: u32, padding: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [batch, height, width, groups, channels]
@group(0) @binding(1) var<storage, read> filters: array<f32>;  // [groups, kernel, kernel, channels]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [batch, outHeight, outWidth, groups, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let all = params.groups * params.channels;
  if (i >= params.batch * params.outHeight * params.outWidth * all) { return; }
  let c = i % all;
  let pixel = i / all;
  let ox = pixel % params.outWidth;
  let oy = pixel / params.outWidth % params.outHeight;
  let image = pixel / params.outWidth / params.outHeight;
  let own = c / params.channels * params.kernel * params.kernel * params.channels + c % params.channels;
  var sum = 0.0;
  for (var ky = 0u; ky < params.kernel; ky++) {
    let iy = oy * params.stride + ky - params.padding;  // negative wraps to huge
    if (iy >= params.height) { continue; }
    for (var kx = 0u; kx < params.kernel; kx++) {
      let ix = ox * params.stride + kx - params.padding;
      if (ix >= params.width) { continue; }
      let weight = filters[own + (ky * params.kernel + kx) * params.channels];
      sum += x[((image * params.height + iy) * params.width + ix) * all + c] * weight;
    }
  }
  y[i] = sum;
}
