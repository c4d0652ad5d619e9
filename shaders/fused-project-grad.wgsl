// Gradient of fused-project to the planes: scale * W1ᵀ d(projected).
// One thread takes four texels and four channels. Test: test/gpu/kernels/fused-project.test.ts.
struct Params {
  texels: u32,       // of one plane, all images
  count: u32,        // planes in this launch: 1 or 3
  first: u32,        // texels of `d_projected` before this launch's
  plane_quads: u32,  // channels / 4
  quads: u32,        // hidden units / 4
  scale: f32,
}

@group(0) @binding(0) var<storage, read> d_projected: array<vec4f>;    // [first + count * texels + …, units]
@group(0) @binding(1) var<storage, read> w1: array<vec4f>;             // [units, channels]
@group(0) @binding(2) var<storage, read_write> d_planes: array<vec4f>; // [texels, count * channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let channels = params.plane_quads;
  let c = thread % channels;
  let tile = thread / channels;
  let total = params.texels * params.count;
  if (tile * 4u >= total) { return; }
  var source: array<u32, 4>;
  for (var k = 0u; k < 4u; k++) { source[k] = (params.first + min(tile * 4u + k, total - 1u)) * params.quads; }
  var sum: array<vec4f, 4>;
  for (var quad = 0u; quad < params.quads; quad++) {
    let row = quad * 4u * channels + c;
    let w = mat4x4f(w1[row], w1[row + channels], w1[row + 2u * channels], w1[row + 3u * channels]);
    sum[0] += w * d_projected[source[0] + quad];
    sum[1] += w * d_projected[source[1] + quad];
    sum[2] += w * d_projected[source[2] + quad];
    sum[3] += w * d_projected[source[3] + quad];
  }
  for (var k = 0u; k < 4u; k++) {
    let texel = tile * 4u + k;
    if (texel >= total) { return; }
    d_planes[((texel % params.texels) * params.count + texel / params.texels) * channels + c] = params.scale * sum[k];
  }
}
