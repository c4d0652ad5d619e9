// Gradient of fused-project to W1 and b1, in parts: sums over stretches of texels of d(projected) ⊗ plane, and of
// d(projected) of the plane xy alone for b1. fused-reduce adds the parts, in order, so the result is repeatable.
// One thread takes one stretch, eight units and eight channels (or, past the last channel, b1).
// Test: test/gpu/kernels/fused-project.test.ts.
struct Params {
  texels: u32,       // of one plane, all images
  count: u32,        // planes in this launch: 1 or 3
  first: u32,        // texels of `d_projected` before this launch's
  plane_quads: u32,  // channels / 4
  quads: u32,        // hidden units / 4
  bias_texels: u32,  // texels of `d_projected` that count for b1
  stretch: u32,      // texels a part
  first_part: u32,   // parts before this launch's
}

@group(0) @binding(0) var<storage, read> d_projected: array<vec4f>;  // [first + count * texels + …, units]
@group(0) @binding(1) var<storage, read> planes: array<vec4f>;       // [texels, count * channels]
@group(0) @binding(2) var<storage, read_write> parts: array<vec4f>;  // [parts, units, channels + 4]: last quad = b1, 0, 0, 0
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let channels = params.plane_quads;
  let lanes = (channels + 1u) / 2u;
  let pairs = (params.quads + 1u) / 2u;
  let c = thread % (lanes + 1u);
  let quad = thread / (lanes + 1u) % pairs;
  let part = thread / ((lanes + 1u) * pairs);
  let total = params.texels * params.count;
  let begin = part * params.stretch;
  if (begin >= total) { return; }
  let end = min(begin + params.stretch, total);
  // With an odd number of quads the last is computed twice.
  let other_quad = min(quad + pairs, params.quads - 1u);
  let other_c = min(c + lanes, channels - 1u);
  let width = channels + 1u;
  let to = (params.first_part + part) * params.quads * 4u * width;
  let row = to + quad * 4u * width;
  let other_row = to + other_quad * 4u * width;
  if (c == lanes) {
    var sum = vec4f(0.0);
    var other_sum = vec4f(0.0);
    for (var texel = begin; texel < end && params.first + texel < params.bias_texels; texel++) {
      let source = (params.first + texel) * params.quads;
      sum += d_projected[source + quad];
      other_sum += d_projected[source + other_quad];
    }
    for (var k = 0u; k < 4u; k++) {
      parts[row + k * width + channels] = vec4f(sum[k], 0.0, 0.0, 0.0);
      parts[other_row + k * width + channels] = vec4f(other_sum[k], 0.0, 0.0, 0.0);
    }
    return;
  }
  var sum: array<vec4f, 4>;             // units of quad, channels of c
  var sum_other_c: array<vec4f, 4>;
  var other_sum: array<vec4f, 4>;       // units of other_quad, channels of c
  var other_sum_other_c: array<vec4f, 4>;
  for (var texel = begin; texel < end; texel++) {
    let source = (params.first + texel) * params.quads;
    let d = d_projected[source + quad];
    let e = d_projected[source + other_quad];
    let from_plane = ((texel % params.texels) * params.count + texel / params.texels) * channels;
    let p = planes[from_plane + c];
    let q = planes[from_plane + other_c];
    for (var k = 0u; k < 4u; k++) {
      sum[k] += d[k] * p;
      sum_other_c[k] += d[k] * q;
      other_sum[k] += e[k] * p;
      other_sum_other_c[k] += e[k] * q;
    }
  }
  for (var k = 0u; k < 4u; k++) {
    parts[row + k * width + c] = sum[k];
    parts[row + k * width + other_c] = sum_other_c[k];
    parts[other_row + k * width + c] = other_sum[k];
    parts[other_row + k * width + other_c] = other_sum_other_c[k];
  }
}
