// Gradient of mean-pool.wgsl: dx = dy of its window / the window's pixels inside the map. One thread takes one element.
// Test: test/gpu/kernels/mean-pool.test.ts.
struct Params { batch: u32, height: u32, width: u32, channels: u32, size: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;        // [batch, ceil(height / size), ceil(width / size), channels]
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;  // [batch, height, width, channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.batch * params.height * params.width * params.channels) { return; }
  let rows = (params.height + params.size - 1u) / params.size;
  let columns = (params.width + params.size - 1u) / params.size;
  let c = i % params.channels;
  let pixel = i / params.channels;
  let column = pixel % params.width / params.size;
  let row = pixel / params.width % params.height / params.size;
  let image = pixel / params.width / params.height;
  let high = min((row + 1u) * params.size, params.height) - row * params.size;
  let wide = min((column + 1u) * params.size, params.width) - column * params.size;
  dx[i] = dy[((image * rows + row) * columns + column) * params.channels + c] / f32(high * wide);
}
