// Absolute depth error of each pixel, |x - label|, summed; label 255 = ignored (InvPT's loss).
// One thread adds every `threads`-th pixel; loss-reduce.wgsl divides by the number of valid ones.
// Gradient: depth-l1-grad.wgsl; test/gpu/kernels/depth-l1.test.ts.
struct Params { pixels: u32, threads: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;       // [pixels], metres
@group(0) @binding(1) var<storage, read> label: array<f32>;            // [pixels], metres
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // [threads]: sum, 0, 0, n_valid
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  var sums = vec4f(0.0);
  for (var pixel = id.x; pixel < params.pixels; pixel += params.threads) {
    if (label[pixel] == 255.0) { continue; } // not `!= 255`: that is false for NaN too, which would hide it
    sums += vec4f(abs(prediction[pixel] - label[pixel]), 0.0, 0.0, 1.0);
  }
  partials[id.x] = sums;
}
