// Gradient of depthwise-conv.wgsl with respect to x, gathered: dx[b, iy, ix, c] = sum over the (ky, kx) for which
// oy = (iy + p - ky) / s and ox = (ix + p - kx) / s are whole and inside of dy[b, oy, ox, c] filter[g, ky, kx, c mod C].
// One thread takes one element of dx. Test: test/gpu/kernels/depthwise-conv.test.ts.
struct Params {
  batch: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  groups: u32, channels: u32, kernel: u32, stride: u32, padding: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;        // [batch, outHeight, outWidth, groups, channels]
@group(0) @binding(1) var<storage, read> filters: array<f32>;   // [groups, kernel, kernel, channels]
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;  // [batch, height, width, groups, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let all = params.groups * params.channels;
  if (i >= params.batch * params.height * params.width * all) { return; }
  let c = i % all;
  let pixel = i / all;
  let ix = pixel % params.width;
  let iy = pixel / params.width % params.height;
  let image = pixel / params.width / params.height;
  let own = c / params.channels * params.kernel * params.kernel * params.channels + c % params.channels;
  var sum = 0.0;
  for (var ky = 0u; ky < params.kernel; ky++) {
    let fromTop = iy + params.padding - ky;  // negative wraps to huge
    let oy = fromTop / params.stride;
    if (fromTop % params.stride != 0u || oy >= params.outHeight) { continue; }
    for (var kx = 0u; kx < params.kernel; kx++) {
      let fromLeft = ix + params.padding - kx;
      let ox = fromLeft / params.stride;
      if (fromLeft % params.stride != 0u || ox >= params.outWidth) { continue; }
      let weight = filters[own + (ky * params.kernel + kx) * params.channels];
      sum += dy[((image * params.outHeight + oy) * params.outWidth + ox) * all + c] * weight;
    }
  }
  dx[i] = sum;
}
