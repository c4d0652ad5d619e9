// Gradient of boundary-bce.wgsl: (-y * sigmoid(-x) * scale[0] + (1 - y) * sigmoid(x) * scale[1]) * dy, 0 where the
// label is 255. One thread takes one pixel. Test: test/gpu/kernels/boundary-bce.test.ts.
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
  let y = label[pixel];
  let x = prediction[pixel];
  let e = exp(-abs(x)); // never overflows
  let larger = 1.0 / (1.0 + e);
  let smaller = e / (1.0 + e);
  let above = select(smaller, larger, x >= 0.0); // sigmoid(x)
  let below = select(larger, smaller, x >= 0.0); // sigmoid(-x)
  let slope = (1.0 - y) * above * scale[1] - y * below * scale[0];
  dx[pixel] = select(slope * dy[0], 0.0, y == 255.0);
}
