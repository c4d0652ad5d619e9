// @use lib/free-field
// Hidden units composited along each ray of other cameras, in front of the last layer, which is linear:
// Hc = Σ_s weight_s h_s (spec/regularizer.md §2b). One thread takes one ray and sixteen hidden units of the heads, for which
// the place of a sample is worked out once. The units' signs are left for the gradient: four bits a sample and quad,
// eight samples a word.
// Gradient: free-composite-grad.wgsl. Test: test/gpu/model/regularizer-free.test.ts.
struct Params {
  batch: u32, count: u32, samples: u32, // count: samples of an image; samples: of a ray
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32,
  quads: u32,      // channels / 4 of `projected`
  slope: f32,
  head_quads: u32, // of these, the heads' (they come first): the others are not composited
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> at: array<vec4f>;               // [batch, rays, samples]: x, y, z, counts
@group(0) @binding(2) var<storage, read> weights: array<f32>;            // [batch, rays, samples]
@group(0) @binding(3) var<storage, read_write> composited: array<vec4f>; // [batch, rays, 4 * head_quads]
@group(0) @binding(4) var<storage, read_write> signs: array<u32>;        // [batch, rays, ceil(samples / 8), head_quads]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let width = (params.head_quads + 3u) / 4u;
  let ray = thread / width;
  let image = ray / (params.count / params.samples);
  if (image >= params.batch) { return; }
  let last = vec4u(params.head_quads - 1u);
  let quad = min(thread % width * 4u + vec4u(0u, 1u, 2u, 3u), last); // past the end: the last quad again
  let words = (params.samples + 7u) / 8u;
  var sum_0 = vec4f(0.0);
  var sum_1 = vec4f(0.0);
  var sum_2 = vec4f(0.0);
  var sum_3 = vec4f(0.0);
  var word = vec4u(0u);
  for (var s = 0u; s < params.samples; s++) {
    let sample = ray * params.samples + s;
    let point = at[sample];
    if (point.w > 0.0) {
      let patches = patches_at(image, point);
      let weight = weights[sample];
      let pre_0 = pre_activation(patches, quad.x);
      let pre_1 = pre_activation(patches, quad.y);
      let pre_2 = pre_activation(patches, quad.z);
      let pre_3 = pre_activation(patches, quad.w);
      sum_0 += weight * leaky(pre_0);
      sum_1 += weight * leaky(pre_1);
      sum_2 += weight * leaky(pre_2);
      sum_3 += weight * leaky(pre_3);
      let bits = vec4u(sign_bits(pre_0), sign_bits(pre_1), sign_bits(pre_2), sign_bits(pre_3));
      word |= bits << vec4u(s % 8u * 4u);
    }
    if (s % 8u == 7u || s + 1u == params.samples) {
      let to = (ray * words + s / 8u) * params.head_quads;
      for (var k = 0u; k < 4u; k++) { signs[to + quad[k]] = word[k]; }
      word = vec4u(0u);
    }
  }
  let to = ray * params.head_quads;
  composited[to + quad.x] = sum_0;
  composited[to + quad.y] = sum_1;
  composited[to + quad.z] = sum_2;
  composited[to + quad.w] = sum_3;
}
