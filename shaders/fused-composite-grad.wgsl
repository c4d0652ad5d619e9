// @use lib/fused-field
// Gradient of the composited hidden units and of the densities to the projected planes:
//   d(pre_s) = LeakyReLU'(pre_s) (weight_s G + d(density_s) w_sigma).
// LeakyReLU' needs no more than the signs that the forward pass left: no plane is read again. By
// columns: one thread owns four units of column j of the plane xz and walks its rays i, adding into its own slice of
// d(projected); it also leaves d(xy) of each ray. By rows, the other threads: the same for row i of the plane yz.
// Nothing is shared, so there are no atomics and the result is repeatable (spec/regularizer.md §2c).
// The density net's output row: LeakyReLU(x) = LeakyReLU'(x) x, so with d' = d / w_sigma its gradient
// Σ_s d(density_s) h_s is Σ d'(projected) projected over all texels.
// Test: test/gpu/model/regularizer-fused.test.ts.
struct Params {
  batch: u32, rows: u32, cols: u32, depth_x: u32, depth_y: u32, samples: u32,
  quads: u32,       // channels / 4 of `projected`
  slope: f32, zeros: u32,
  head_quads: u32,  // of these, the heads' (they come first; the others are the density net's)
  density_row: u32, // where its output row begins in w2, in vec4
  mixed: u32,       // 1: the density lies over the heads' units (its row is as long), and there are no others
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> t: array<f32>;          // [batch, rows, cols, samples], sorted
@group(0) @binding(2) var<storage, read> pairs: array<vec2f>;    // as t: weight, d(raw density)
@group(0) @binding(3) var<storage, read> signs: array<vec4u>;     // of fused-composite
@group(0) @binding(4) var<storage, read> g: array<vec4f>;        // [batch, rows, cols, 4 * head_quads]
@group(0) @binding(5) var<storage, read> w2: array<vec4f>;       // [rows of W2, hidden]
@group(0) @binding(6) var<storage, read_write> d_projected: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> d_density: array<vec4f>; // [batch * (cols + rows), hidden + 4]: last quad = d(b2), 0, 0, 0
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let quad = thread % params.quads;
  let part = thread / params.quads;
  let columns = params.batch * params.cols;
  if (part >= columns + params.batch * params.rows) { return; }
  let by_rows = part >= columns;
  let owners = select(params.cols, params.rows, by_rows);
  let owner = (part - select(0u, columns, by_rows)) % owners;
  let b = (part - select(0u, columns, by_rows)) / owners;
  let of_head = quad < params.head_quads;
  var of_density = select(vec4f(1.0), vec4f(0.0), of_head); // w_sigma follows, once for all samples
  if (params.mixed == 1u) { of_density = w2[params.density_row + quad]; }

  let depth = select(params.depth_x, params.depth_y, by_rows);
  let stride = select(params.cols * params.quads, params.quads, by_rows);
  let step = select(0u, stride, depth > 1u);
  let own = select(at_xz(b, owner), at_yz(b, owner), by_rows) + quad;
  for (var k = 0u; k < depth; k++) { d_projected[own + k * stride] = vec4f(0.0); }

  var w_sigma = vec4f(1.0);
  if (!of_head) { w_sigma = w2[params.density_row + quad - params.head_quads]; }
  var d_w = vec4f(0.0);
  var d_b = 0.0;
  let words = (params.samples + 31u) / 32u;
  let length = select(params.rows, params.cols, by_rows);
  for (var l = 0u; l < length; l++) {
    let i = select(l, owner, by_rows);
    let j = select(owner, l, by_rows);
    let ray = (b * params.rows + i) * params.cols + j;
    var g_ray = vec4f(0.0);
    if (of_head) { g_ray = g[ray * params.head_quads + quad]; }
    var d_ray = vec4f(0.0);
    var knot = -1.0;
    var at = own;
    var d0 = vec4f(0.0);
    var d1 = vec4f(0.0);
    for (var w = 0u; w < words; w++) {
      let word = signs[(ray * words + w) * params.quads + quad];
      for (var s = 32u * w; s < min(32u * w + 32u, params.samples); s++) {
        let pair = pairs[ray * params.samples + s];
        let cell = cell_of(t[ray * params.samples + s], depth);
        if (cell.knot != knot) { // samples are sorted: sums go to memory only when the cell changes
          var carried = vec4f(0.0);
          if (knot >= 0.0) {
            d_projected[at] += d0;
            if (cell.knot == knot + 1.0) {
              carried = d1; // its knot is the next cell's lower one
            } else {
              d_projected[at + step] += d1;
            }
          }
          d0 = carried;
          d1 = vec4f(0.0);
          knot = cell.knot;
          at = own + texel_of(knot) * stride;
        }
        let positive = (word & vec4u(1u << (s % 32u))) != vec4u(0u);
        let d = (pair.x * g_ray + pair.y * of_density) * select(vec4f(params.slope), vec4f(1.0), positive);
        let here = cell.inside * d;
        let far = cell.fraction * here;
        d_ray += d;
        d0 += here - far;
        d1 += far;
        d_b += pair.y;
      }
    }
    d_projected[at] += d0;
    d_projected[at + step] += d1;
    if (!by_rows) {
      let at_ray = at_xy(b, i, j) + quad;
      d_projected[at_ray] = d_ray * w_sigma;
      if (!of_head) { d_w += d_ray * projected[at_ray]; }
    }
  }
  if (of_head) { return; }
  for (var k = 0u; k < depth; k++) {
    let d = d_projected[own + k * stride];
    d_w += d * projected[own + k * stride];
    d_projected[own + k * stride] = d * w_sigma;
  }
  let hidden = params.quads - params.head_quads;
  d_density[part * (hidden + 1u) + quad - params.head_quads] = d_w;
  if (quad == params.head_quads) {
    d_density[part * (hidden + 1u) + hidden] = vec4f(select(d_b, 0.0, by_rows), 0.0, 0.0, 0.0);
  }
}
