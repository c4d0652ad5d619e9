// The density net's part of d(projected): times its output row w_sigma, in place; and the row's own gradient
// Σ_s d(density_s) h_s. As LeakyReLU(x) = LeakyReLU'(x) x, that is Σ over texels of d(projected) without w_sigma times
// projected. It is left in parts, which fused-reduce adds in order. One thread takes one stretch of texels and four
// units (or, past the last, a stretch of samples for b2). Test: test/gpu/model/regularizer-free.test.ts.
struct Params {
  texels: u32, stretch: u32,         // of all planes and images; texels a part
  samples: u32, sample_stretch: u32, // of all images; samples a part
  parts: u32,
  quads: u32,       // channels / 4 of `projected`
  head_quads: u32,  // of these, the heads'
  density_row: u32, // where the density net's output row begins in w2, in vec4
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;         // [texels, 4 * quads]
@group(0) @binding(1) var<storage, read> w2: array<vec4f>;                // [rows of W2, hidden]
@group(0) @binding(2) var<storage, read> pairs: array<vec2f>;             // [samples]: weight, d(raw density)
@group(0) @binding(3) var<storage, read_write> d_projected: array<vec4f>; // [texels, 4 * quads]
@group(0) @binding(4) var<storage, read_write> d_density: array<vec4f>;   // [parts, hidden + 4]: last quad = d(b2), 0, 0, 0
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let hidden_quads = params.quads - params.head_quads;
  let c = thread % (hidden_quads + 1u);
  let part = thread / (hidden_quads + 1u);
  if (part >= params.parts) { return; }
  var sum = vec4f(0.0);
  if (c == hidden_quads) {
    let end = min((part + 1u) * params.sample_stretch, params.samples);
    for (var s = part * params.sample_stretch; s < end; s++) { sum.x += pairs[s].y; }
  } else {
    let w_sigma = w2[params.density_row + c];
    let end = min((part + 1u) * params.stretch, params.texels);
    for (var texel = part * params.stretch; texel < end; texel++) {
      let i = texel * params.quads + params.head_quads + c;
      let d = d_projected[i];
      sum += d * projected[i];
      d_projected[i] = d * w_sigma;
    }
  }
  d_density[thread] = sum;
}
