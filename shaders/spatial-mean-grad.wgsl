// Gradient of spatial-mean.wgsl: dx[b, pixel, c] = dy[b, c] / pixels. One thread takes one element.
struct Params { batch: u32, pixels: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;        // [batch, channels]
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;  // [batch, pixels, channels]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.batch * params.pixels * params.channels) { return; }
  let b = i / params.channels / params.pixels;
  dx[i] = dy[b * params.channels + i % params.channels] / f32(params.pixels);
}
