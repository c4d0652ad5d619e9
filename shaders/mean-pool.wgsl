// Average over windows of `size` by `size` that do not overlap; what of a window lies outside the map does not count
// (PyTorch's avg_pool2d with ceil_mode). One thread takes one element of y.
// Gradient: mean-pool-grad.wgsl. Test: test/gpu/kernels/mean-pool.test.ts.
struct Params { batch: u32, height: u32, width: u32, channels: u32, size: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [batch, height, width, channels]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [batch, ceil(height / size), ceil(width / size), channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let rows = (params.height + params.size - 1u) / params.size;
  let columns = (params.width + params.size - 1u) / params.size;
  if (i >= params.batch * rows * columns * params.channels) { return; }
  let c = i % params.channels;
  let pixel = i / params.channels;
  let column = pixel % columns;
  let row = pixel / columns % rows;
  let image = pixel / columns / rows;
  let bottom = min((row + 1u) * params.size, params.height);
  let right = min((column + 1u) * params.size, params.width);
  var sum = 0.0;
  for (var iy = row * params.size; iy < bottom; iy++) {
    for (var ix = column * params.size; ix < right; ix++) {
      sum += x[((image * params.height + iy) * params.width + ix) * params.channels + c];
    }
  }
  y[i] = sum / f32((bottom - row * params.size) * (right - column * params.size));
}
