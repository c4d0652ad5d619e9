// Gradient of depth-l1.wgsl: sign(x - label) * dy * scale, 0 where the label is 255.
// One thread takes one pixel. Test: test/gpu/kernels/depth-l1.test.ts.
struct Params { pixels: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;  // [pixels]
@group(0) @binding(1) var<storage, read> label: array<f32>;       // [pixels]
@group(0) @binding(2) var<storage, read> scale: array<f32>;       // [2], from loss-reduce.wgsl
@group(0) @binding(3) var<storage, read> dy: array<f32>;          // []
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;    // [pixels]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let pixel = id.x + id.y * groups.x * 64u;
  if (pixel >= params.pixels) { return; }
  let ignored = label[pixel] == 255.0;
  dx[pixel] = select(sign(prediction[pixel] - label[pixel]) * dy[0] * scale[0], 0.0, ignored);
}
