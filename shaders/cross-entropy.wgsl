// Softmax cross-entropy of each pixel, log(sum_c exp(x_c)) - x_label, summed; label 255 = ignored (InvPT's loss).
// One thread adds every `threads`-th pixel; balanced (two classes): class 1 goes to the first sum, class 0 to the
// second, and loss-reduce.wgsl weighs them by n_neg / n_valid. Shifted by the largest logit, so nothing overflows.
// Gradient: cross-entropy-grad.wgsl; test/gpu/kernels/cross-entropy.test.ts.
struct Params { pixels: u32, threads: u32, channels: u32, balanced: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;       // [pixels, channels], logits
@group(0) @binding(1) var<storage, read> label: array<f32>;            // [pixels]
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // [threads]: class 1 or all, class 0, n_neg, n_valid
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  var sums = vec4f(0.0);
  for (var pixel = id.x; pixel < params.pixels; pixel += params.threads) {
    if (label[pixel] == 255.0) { continue; }
    let start = pixel * params.channels;
    var largest = prediction[start];
    for (var c = 1u; c < params.channels; c++) { largest = max(largest, prediction[start + c]); }
    var exponentials = 0.0;
    for (var c = 0u; c < params.channels; c++) { exponentials += exp(prediction[start + c] - largest); }
    let entropy = log(exponentials) + largest - prediction[start + u32(label[pixel])];
    let negative = label[pixel] == 0.0;
    let second = params.balanced == 1u && negative;
    sums += vec4f(select(entropy, 0.0, second), select(0.0, entropy, second), select(0.0, 1.0, negative), 1.0);
  }
  partials[id.x] = sums;
}
