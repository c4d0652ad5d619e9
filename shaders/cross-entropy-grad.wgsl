// Gradient of cross-entropy.wgsl: (softmax - one_hot(label)) * dy * scale, 0 where the label is 255.
// One thread takes one pixel and computes its softmax again. Test: test/gpu/kernels/cross-entropy.test.ts.
struct Params { pixels: u32, channels: u32, balanced: u32 }

@group(0) @binding(0) var<storage, read> prediction: array<f32>;  // [pixels, channels], logits
@group(0) @binding(1) var<storage, read> label: array<f32>;       // [pixels]
@group(0) @binding(2) var<storage, read> scale: array<f32>;       // [2], from loss-reduce.wgsl
@group(0) @binding(3) var<storage, read> dy: array<f32>;          // []
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;    // [pixels, channels]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let pixel = id.x + id.y * groups.x * 64u;
  if (pixel >= params.pixels) { return; }
  let start = pixel * params.channels;
  if (label[pixel] == 255.0) {
    for (var c = 0u; c < params.channels; c++) { dx[start + c] = 0.0; }
    return;
  }
  var largest = prediction[start];
  for (var c = 1u; c < params.channels; c++) { largest = max(largest, prediction[start + c]); }
  var exponentials = 0.0;
  for (var c = 0u; c < params.channels; c++) { exponentials += exp(prediction[start + c] - largest); }
  let hit = u32(label[pixel]);
  let unit = dy[0] * scale[select(0u, 1u, params.balanced == 1u && hit == 0u)];
  for (var c = 0u; c < params.channels; c++) {
    let probability = exp(prediction[start + c] - largest) / exponentials;
    dx[start + c] = unit * (probability - select(0.0, 1.0, c == hit));
  }
}
