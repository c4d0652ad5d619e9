// @use lib/fused-field
// fused-dot for many samples: texels are read only where the cell changes. `lanes` threads, neighbours in the units,
// share a stretch of a ray; each walks it with sixteen units at a time, so that cells are found once for all sixteen,
// and leaves a partial sum for each sample (sum-parts adds them up). Test: test/gpu/kernels/fused-dot.test.ts.
struct Params {
  batch: u32, rows: u32, cols: u32, depth_x: u32, depth_y: u32, samples: u32,
  quads: u32,        // channels / 4 of `projected`
  slope: f32, zeros: u32,
  first_quad: u32,   // the first hidden units / 4 that are summed
  count: u32,        // how many / 4
  first_weight: u32, // in vec4
  weight_step: u32,  // from ray to ray, in vec4; 0: all rays the same
  first_bias: u32,
  bias_step: u32,
  lanes: u32,        // partial sums of a sample
  stretch: u32,      // samples of one thread
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> t: array<f32>;           // [batch, rows, cols, samples]
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> biases: array<f32>;
@group(0) @binding(4) var<storage, read_write> value: array<f32>; // [lanes, as t]: the partial sums, the bias in the first
@group(0) @binding(5) var<uniform> params: Params;

// Four hidden units on their way along a ray.
struct Units {
  quad: u32,
  a: vec4f,                                   // at the ray, plane xy
  w: vec4f,
  x0: vec4f, x1: vec4f, y0: vec4f, y1: vec4f, // at the knots of the cells, planes xz, yz
}

fn begin(c: u32, ray_texel: u32, row: u32) -> Units {
  var units: Units;
  let exists = c < params.count; // past the end: the first units, without weight
  let offset = select(0u, c, exists);
  units.quad = params.first_quad + offset;
  units.a = projected[ray_texel + units.quad];
  units.w = select(vec4f(0.0), weights[row + offset], exists);
  return units;
}

fn enter_x(units: ptr<function, Units>, texel: u32) {
  (*units).x0 = projected[texel + (*units).quad];
  (*units).x1 = projected[texel + step_x() + (*units).quad];
}

fn enter_y(units: ptr<function, Units>, texel: u32) {
  (*units).y0 = projected[texel + (*units).quad];
  (*units).y1 = projected[texel + step_y() + (*units).quad];
}

fn weighted(units: Units, x: Cell, y: Cell) -> vec4f {
  let at_x = x.inside * mix(units.x0, units.x1, x.fraction);
  let at_y = y.inside * mix(units.y0, units.y1, y.fraction);
  return units.w * leaky(units.a + at_x + at_y);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let lane = thread % params.lanes;
  let stretches = (params.samples + params.stretch - 1u) / params.stretch;
  let ray = thread / (params.lanes * stretches);
  let b = ray / (params.rows * params.cols);
  if (b >= params.batch) { return; }
  let i = ray / params.cols % params.rows;
  let j = ray % params.cols;
  let start = thread / params.lanes % stretches * params.stretch;
  let end = min(start + params.stretch, params.samples);
  let first = ray * params.samples;
  let to = lane * params.batch * params.rows * params.cols * params.samples + first;
  let row = params.first_weight + ray * params.weight_step;
  let bias = select(0.0, biases[params.first_bias + ray * params.bias_step], lane == 0u);
  for (var c = lane; c < params.count; c += 4u * params.lanes) {
    var p = begin(c, at_xy(b, i, j), row);
    var q = begin(c + params.lanes, at_xy(b, i, j), row);
    var u = begin(c + 2u * params.lanes, at_xy(b, i, j), row);
    var v = begin(c + 3u * params.lanes, at_xy(b, i, j), row);
    var x_knot = -1.0;
    var y_knot = -1.0;
    for (var s = start; s < end; s++) {
      let z = t[first + s];
      let x = cell_of(z, params.depth_x);
      let y = cell_of(z, params.depth_y);
      if (x.knot != x_knot) { // samples are sorted: taps change only with the cell
        let texel = at_xz(b, j) + texel_of(x.knot) * params.cols * params.quads;
        enter_x(&p, texel);
        enter_x(&q, texel);
        enter_x(&u, texel);
        enter_x(&v, texel);
        x_knot = x.knot;
      }
      if (y.knot != y_knot) {
        let texel = at_yz(b, i) + texel_of(y.knot) * params.quads;
        enter_y(&p, texel);
        enter_y(&q, texel);
        enter_y(&u, texel);
        enter_y(&v, texel);
        y_knot = y.knot;
      }
      let h = (weighted(p, x, y) + weighted(q, x, y))
        + (weighted(u, x, y) + weighted(v, x, y));
      value[to + s] = (h.x + h.y) + (h.z + h.w) + select(value[to + s], bias, c == lane);
    }
  }
}
