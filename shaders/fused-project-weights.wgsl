// Gradient of fused-project to W1 and b1, in parts: sums over stretches of texels of d(projected) ⊗ plane, and of
// d(projected) of the plane xy alone for b1. fused-reduce adds the parts, in order, so the result is repeatable.
// One thread takes one stretch, four units and four channels (or, past the last channel, b1).
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
  let width = channels + 1u;
  let c = thread % width;
  let quad = thread / width % params.quads;
  let part = thread / (width * params.quads);
  let total = params.texels * params.count;
  let begin = part * params.stretch;
  if (begin >= total) { return; }
  let end = min(begin + params.stretch, total);
  var sum: array<vec4f, 4>;
  if (c == channels) {
    for (var texel = begin; texel < end && params.first + texel < params.bias_texels; texel++) {
      let d = d_projected[(params.first + texel) * params.quads + quad];
      sum[0].x += d.x;
      sum[1].x += d.y;
      sum[2].x += d.z;
      sum[3].x += d.w;
    }
  } else {
    for (var texel = begin; texel < end; texel++) {
      let d = d_projected[(params.first + texel) * params.quads + quad];
      let p = planes[((texel % params.texels) * params.count + texel / params.texels) * channels + c];
      sum[0] += d.x * p;
      sum[1] += d.y * p;
      sum[2] += d.z * p;
      sum[3] += d.w * p;
    }
  }
  let to = ((params.first_part + part) * params.quads + quad) * 4u * width + c;
  for (var k = 0u; k < 4u; k++) { parts[to + k * width] = sum[k]; }
}
