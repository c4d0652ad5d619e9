// Absolute error of the unit normals of each pixel, sum_c |x_c / max(|x|, 1e-12) - label_c|, summed (InvPT's loss).
// A pixel counts if all three channels of its label differ from 255. One thread adds every `threads`-th pixel;
// loss-reduce.wgsl divides by the number of valid pixels (not of channels).
// Gradient: normals-l1-grad.wgsl; test/gpu/kernels/normals-l1.test.ts.
struct Params { pixels: u32, threads: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;       // [pixels, 3], any length
@group(0) @binding(1) var<storage, read> label: array<f32>;            // [pixels, 3], unit length
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // [threads]: sum, 0, 0, n_valid
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  var sums = vec4f(0.0);
  for (var pixel = id.x; pixel < params.pixels; pixel += params.threads) {
    let i = 3u * pixel;
    let truth = vec3f(label[i], label[i + 1u], label[i + 2u]);
    if (any(truth == vec3f(255.0))) { continue; }
    let x = vec3f(prediction[i], prediction[i + 1u], prediction[i + 2u]);
    let error = abs(x / max(length(x), 1e-12) - truth);
    sums += vec4f(error.x + error.y + error.z, 0.0, 0.0, 1.0);
  }
  partials[id.x] = sums;
}
