// @use lib/bilinear
// Bilinear resize of an NHWC map, align_corners = false: y[b, i, j] = the four nearest pixels of x[b], weighted.
// One thread takes up to four neighbouring channels of one new pixel, so that the weights are computed once for them.
// Gradient: resize-bilinear-grad.wgsl. Reference: PyTorch F.interpolate; test/gpu/kernels/resize-bilinear.test.ts.
struct Params { threads: u32, height: u32, width: u32, new_height: u32, new_width: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [batch, height, width, channels]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [batch, new_height, new_width, channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  if (thread >= params.threads) { return; }
  let chunks = (params.channels + 3u) / 4u;
  let pixel = thread / chunks;
  let first = (thread % chunks) * 4u;
  let row = pixel / params.new_width;
  let across = bilinear_tap(pixel % params.new_width, params.width, params.new_width);
  let down = bilinear_tap(row % params.new_height, params.height, params.new_height);
  let image = (row / params.new_height) * params.height;
  let upper = (image + down.low) * params.width;
  let lower = (image + down.high) * params.width;
  for (var c = first; c < min(first + 4u, params.channels); c++) {
    let a = x[(upper + across.low) * params.channels + c];
    let b = x[(upper + across.high) * params.channels + c];
    let d = x[(lower + across.low) * params.channels + c];
    let e = x[(lower + across.high) * params.channels + c];
    let top = (1.0 - across.share) * a + across.share * b;
    let bottom = (1.0 - across.share) * d + across.share * e;
    y[pixel * params.channels + c] = (1.0 - down.share) * top + down.share * bottom;
  }
}
