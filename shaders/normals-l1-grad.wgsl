// Gradient of normals-l1.wgsl. With u = x / |x| and s = sign(u - label): (s - u (u . s)) / |x| * dy * scale, 0 where
// a label channel is 255. Below the clamp the length is a constant: s / 1e-12, as PyTorch.
// One thread takes one pixel. Test: test/gpu/kernels/normals-l1.test.ts.
struct Params { pixels: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;  // [pixels, 3]
@group(0) @binding(1) var<storage, read> label: array<f32>;       // [pixels, 3]
@group(0) @binding(2) var<storage, read> scale: array<f32>;       // [2], from loss-reduce.wgsl
@group(0) @binding(3) var<storage, read> dy: array<f32>;          // []
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;    // [pixels, 3]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let pixel = id.x + id.y * groups.x * 64u;
  if (pixel >= params.pixels) { return; }
  let i = 3u * pixel;
  let truth = vec3f(label[i], label[i + 1u], label[i + 2u]);
  var gradient = vec3f(0.0);
  if (!any(truth == vec3f(255.0))) {
    let x = vec3f(prediction[i], prediction[i + 1u], prediction[i + 2u]);
    let norm = length(x);
    let u = x / max(norm, 1e-12);
    let s = sign(u - truth);
    let along = select(0.0, dot(u, s), norm > 1e-12);
    gradient = (s - u * along) * (dy[0] * scale[0] / max(norm, 1e-12));
  }
  dx[i] = gradient.x;
  dx[i + 1u] = gradient.y;
  dx[i + 2u] = gradient.z;
}
