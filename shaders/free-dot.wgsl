// @use lib/free-field
// A weighted sum of hidden units at every sample of other cameras' rays: value = bias + Σ_c weight_c h_c, 0 for a
// sample that does not count. As fused-dot: raw density, or the gradient of the sample's weight. One thread takes one
// sample: no hidden unit is ever stored. Of the density it leaves the units' signs for free-composite-grad, four bits a
// quad, eight quads a word. Test: test/gpu/model/regularizer-free.test.ts.
struct Params {
  batch: u32, count: u32, samples: u32, // count: samples of an image; samples: of a ray
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32,
  quads: u32,        // channels / 4 of `projected`
  slope: f32,
  first_quad: u32,   // the first hidden units / 4 that are summed
  sum_quads: u32,    // how many / 4
  first_weight: u32, // in vec4
  weight_step: u32,  // from ray to ray, in vec4; 0: all rays the same
  first_bias: u32,
  bias_step: u32,
  leave_signs: u32,
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> at: array<vec4f>;        // [batch, rays, samples]: x, y, z, counts
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> biases: array<f32>;
@group(0) @binding(4) var<storage, read_write> value: array<f32>; // [batch, rays, samples]
@group(0) @binding(5) var<storage, read_write> signs: array<u32>; // [batch, rays, samples, ceil(sum_quads / 8)]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let sample = id.x + id.y * groups.x * 64u;
  let image = sample / params.count;
  if (image >= params.batch) { return; }
  let point = at[sample];
  let word_at = sample * ((params.sum_quads + 7u) / 8u);
  if (point.w == 0.0) {
    value[sample] = 0.0;
    for (var c = 0u; c < params.sum_quads * params.leave_signs; c += 8u) { signs[word_at + c / 8u] = 0u; }
    return;
  }
  let patches = patches_at(image, point);
  let ray = sample / params.samples;
  let w = params.first_weight + ray * params.weight_step;
  var sum = vec4f(0.0);
  var word = 0u;
  for (var c = 0u; c < params.sum_quads; c++) {
    let pre = pre_activation(patches, params.first_quad + c);
    sum += weights[w + c] * leaky(pre);
    word |= sign_bits(pre) << (c % 8u * 4u);
    if (params.leave_signs == 1u && (c % 8u == 7u || c + 1u == params.sum_quads)) {
      signs[word_at + c / 8u] = word;
      word = 0u;
    }
  }
  value[sample] = biases[params.first_bias + ray * params.bias_step] + (sum.x + sum.y) + (sum.z + sum.w);
}
