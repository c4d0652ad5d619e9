// @use lib/fused-field
// Hidden units composited along each ray, in front of the last layer, which is linear: Hc = Σ_s weight_s h_s
// (spec/regularizer.md §2b). One thread takes one ray and four hidden units; of the density net's, too, because
// the signs of all units are left for the gradient: one bit a sample, 32 samples a word.
// Gradient: fused-composite-grad.wgsl. Test: test/gpu/model/regularizer-fused.test.ts.
struct Params {
  batch: u32, rows: u32, cols: u32, depth_x: u32, depth_y: u32, samples: u32,
  quads: u32,      // channels / 4 of `projected`
  slope: f32, zeros: u32,
  head_quads: u32, // of these, the heads' (they come first): the others are not composited
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> t: array<f32>;                  // [batch, rows, cols, samples], sorted
@group(0) @binding(2) var<storage, read> weights: array<f32>;            // as t
@group(0) @binding(3) var<storage, read_write> composited: array<vec4f>; // [batch, rows, cols, 4 * head_quads]
@group(0) @binding(4) var<storage, read_write> signs: array<vec4u>;     // [batch, rows, cols, ceil(samples / 32), 4 * quads]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let quad = thread % params.quads;
  let ray = thread / params.quads;
  let b = ray / (params.rows * params.cols);
  if (b >= params.batch) { return; }
  let i = ray / params.cols % params.rows;
  let j = ray % params.cols;
  let a = projected[at_xy(b, i, j) + quad];
  let x_from = at_xz(b, j) + quad;
  let y_from = at_yz(b, i) + quad;
  let words = (params.samples + 31u) / 32u;
  var x_knot = -1.0;
  var y_knot = -1.0;
  var x0: vec4f;
  var x1: vec4f;
  var y0: vec4f;
  var y1: vec4f;
  var sum = vec4f(0.0);
  for (var w = 0u; w < words; w++) {
    var word = vec4u(0u);
    for (var s = 32u * w; s < min(32u * w + 32u, params.samples); s++) {
      let z = t[ray * params.samples + s];
      let weight = weights[ray * params.samples + s];
      let x = cell_of(z, params.depth_x);
      let y = cell_of(z, params.depth_y);
      if (x.knot != x_knot) { // samples are sorted: taps change only with the cell
        x_knot = x.knot;
        let at = x_from + texel_of(x_knot) * params.cols * params.quads;
        x0 = projected[at];
        x1 = projected[at + step_x()];
      }
      if (y.knot != y_knot) {
        y_knot = y.knot;
        let at = y_from + texel_of(y_knot) * params.quads;
        y0 = projected[at];
        y1 = projected[at + step_y()];
      }
      let pre = a + x.inside * mix(x0, x1, x.fraction) + y.inside * mix(y0, y1, y.fraction);
      let positive = pre > vec4f(0.0);
      sum += weight * pre * select(vec4f(params.slope), vec4f(1.0), positive);
      word |= select(vec4u(0u), vec4u(1u << (s % 32u)), positive);
    }
    signs[(ray * words + w) * params.quads + quad] = word;
  }
  if (quad < params.head_quads) { composited[ray * params.head_quads + quad] = sum; }
}
