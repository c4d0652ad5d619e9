// The first layer of all task fields on the planes: projected = scale * W1 plane (+ b1 on the plane xy), a 1x1
// convolution. Interpolation commutes with it, so samples on a ray read these instead of running W1 each
// (spec/regularizer.md §2a). One thread takes four texels and four hidden units: 16 dot products for 8 loads.
// `planes` holds one plane, or the three of a packed tensor side by side in its channels.
// Gradients: fused-project-grad.wgsl, fused-project-weights.wgsl. Test: test/gpu/kernels/fused-project.test.ts.
struct Params {
  texels: u32,       // of one plane, all images
  count: u32,        // planes in this launch: 1 or 3
  first: u32,        // texels of `projected` before this launch's
  plane_quads: u32,  // channels / 4
  quads: u32,        // hidden units / 4 of `projected`
  first_quad: u32,   // hidden units / 4 of W1 that are left out in front
  bias_texels: u32,  // texels of `projected` that get b1: those of the plane xy
  scale: f32,
}

@group(0) @binding(0) var<storage, read> planes: array<vec4f>;          // [texels, count * channels]
@group(0) @binding(1) var<storage, read> w1: array<vec4f>;              // [units, channels]
@group(0) @binding(2) var<storage, read> b1: array<vec4f>;              // [units]
@group(0) @binding(3) var<storage, read_write> projected: array<vec4f>; // [first + count * texels + …, 4 * quads]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let quad = thread % params.quads;
  let tile = thread / params.quads;
  let total = params.texels * params.count;
  if (tile * 4u >= total) { return; }
  let channels = params.plane_quads;
  var source: array<u32, 4>;
  for (var k = 0u; k < 4u; k++) {
    let texel = min(tile * 4u + k, total - 1u);
    source[k] = ((texel % params.texels) * params.count + texel / params.texels) * channels;
  }
  let row = (params.first_quad + quad) * 4u * channels;
  var sum: array<vec4f, 4>;
  for (var c = 0u; c < channels; c++) {
    let w = mat4x4f(w1[row + c], w1[row + channels + c], w1[row + 2u * channels + c], w1[row + 3u * channels + c]);
    sum[0] += planes[source[0] + c] * w;
    sum[1] += planes[source[1] + c] * w;
    sum[2] += planes[source[2] + c] * w;
    sum[3] += planes[source[3] + c] * w;
  }
  let bias = b1[params.first_quad + quad];
  for (var k = 0u; k < 4u; k++) {
    let texel = tile * 4u + k;
    if (texel >= total) { return; }
    let to = params.first + texel;
    projected[to * params.quads + quad] = params.scale * sum[k] + select(vec4f(0.0), bias, to < params.bias_texels);
  }
}
