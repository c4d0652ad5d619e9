// Balanced binary cross-entropy on logits: y * softplus(-x) to the first sum, (1 - y) * softplus(x) to the second;
// labels may be soft, 255 = ignored (InvPT's loss; loss-reduce.wgsl weighs the two sums, .95 to .05 for boundaries).
// One thread adds every `threads`-th pixel. Gradient: boundary-bce-grad.wgsl; test/gpu/kernels/boundary-bce.test.ts.
struct Params { pixels: u32, threads: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;       // [pixels], logits
@group(0) @binding(1) var<storage, read> label: array<f32>;            // [pixels], 0..1 or 255
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // [threads]: both sums, sum of 1 - y, n_valid
@group(0) @binding(3) var<uniform> params: Params;

// log(1 + e) for 0 <= e <= 1; WGSL has no log1p, and 1 + e drops the digits of a small e.
fn log1p(e: f32) -> f32 {
  return select(log(1.0 + e), e * (1.0 - e * (0.5 - e / 3.0)), e < 0.01);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  var sums = vec4f(0.0);
  for (var pixel = id.x; pixel < params.pixels; pixel += params.threads) {
    let y = label[pixel];
    if (y == 255.0) { continue; }
    let x = prediction[pixel];
    let tail = log1p(exp(-abs(x)));
    sums += vec4f(y * (max(-x, 0.0) + tail), (1.0 - y) * (max(x, 0.0) + tail), 1.0 - y, 1.0);
  }
  partials[id.x] = sums;
}
