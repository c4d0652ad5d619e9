// @use lib/plane-cells
// Gradient of the composited hidden units and of the densities along other cameras' rays to the projected planes:
//   d(pre_s) = LeakyReLU'(pre_s) (weight_s G + d(density_s) w_sigma),
// of which each sample gives the four texels around it their bilinear shares, on all three planes. LeakyReLU' needs no
// more than the signs that the forward pass left, so nothing is stored by sample and unit. One thread takes eight
// units of one cell and walks the cell's list in order (cell-sort). Cells that share no texel make a colour; four
// launches, one a colour, add one after the other; the first, whose cells touch every texel once, writes
// (plane-sample-points-grad does the same): nothing is atomic, and the result is repeatable.
// The density net's units are left without w_sigma: free-density-grad needs them so, and puts it in.
// Test: test/gpu/model/regularizer-free.test.ts.
struct Params {
  batch: u32, count: u32, samples: u32, // count: samples of an image; samples: of a ray
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32, clamped: u32,
  quads: u32,      // channels / 4 of `d_projected`
  slope: f32,
  head_quads: u32, // of these, the heads' (they come first; the others are the density net's)
  cells: u32,      // in `starts`, a plane
  colour: u32,     // 2 * parity of the row + parity of the column
  half_rows: u32, half_columns: u32, // cells of a colour, of the largest plane
}

@group(0) @binding(0) var<storage, read> at: array<vec4f>;       // [batch, count]: x, y, z, counts
@group(0) @binding(1) var<storage, read> list: array<u32>;       // [3, batch, count]
@group(0) @binding(2) var<storage, read> starts: array<u32>;     // [3, batch, cells + 1]
@group(0) @binding(3) var<storage, read> pairs: array<vec2f>;    // [batch, count]: weight, d(raw density)
@group(0) @binding(4) var<storage, read> signs: array<u32>;      // of free-composite
@group(0) @binding(5) var<storage, read> density_signs: array<u32>; // of free-dot
@group(0) @binding(6) var<storage, read> g: array<vec4f>;        // [batch, rays, 4 * head_quads]
@group(0) @binding(7) var<storage, read_write> d_projected: array<vec4f>; // texels of xy, xz, yz, all images
@group(0) @binding(8) var<uniform> params: Params;

// What the four texels around a cell get: row - 1 or row, column - 1 or column.
struct Corners { d00: vec4f, d01: vec4f, d10: vec4f, d11: vec4f }

fn shared_out(sum: Corners, place: Place, d: vec4f) -> Corners {
  let lower = place.row.fraction * d;
  let upper = d - lower;
  let upper_right = place.column.fraction * upper;
  let lower_right = place.column.fraction * lower;
  return Corners(
    sum.d00 + upper - upper_right,
    sum.d01 + upper_right,
    sum.d10 + lower - lower_right,
    sum.d11 + lower_right,
  );
}

fn gradient_of(quad: u32, sample: u32) -> vec4f {
  let pair = pairs[sample];
  var d = vec4f(pair.y);
  var word = 0u;
  if (quad < params.head_quads) {
    let ray = sample / params.samples;
    let s = sample % params.samples;
    d = pair.x * g[ray * params.head_quads + quad];
    let words = (params.samples + 7u) / 8u;
    word = signs[(ray * words + s / 8u) * params.head_quads + quad] >> (s % 8u * 4u);
  } else {
    let unit_quad = quad - params.head_quads;
    let words = (params.quads - params.head_quads + 7u) / 8u;
    word = density_signs[sample * words + unit_quad / 8u] >> (unit_quad % 8u * 4u);
  }
  let positive = (vec4u(word) & vec4u(1u, 2u, 4u, 8u)) != vec4u(0u);
  return d * select(vec4f(params.slope), vec4f(1.0), positive);
}

fn write(to: u32, d: vec4f) {
  if (params.colour == 0u) { d_projected[to] = d; } else { d_projected[to] += d; }
}

// @param texel that of d11
fn write_corners(texel: u32, quad: u32, row: u32, column: u32, size: vec2u, d: Corners) {
  let at_11 = texel * params.quads + quad;
  let line = size.y * params.quads;
  if (row > 0u && column > 0u) { write(at_11 - line - params.quads, d.d00); }
  if (row > 0u && column < size.y) { write(at_11 - line, d.d01); }
  if (row < size.x && column > 0u) { write(at_11 - params.quads, d.d10); }
  if (row < size.x && column < size.y) { write(at_11, d.d11); }
}

fn texels_before(plane: u32) -> u32 {
  let xy = params.height_0 * params.width_0;
  return params.batch * select(select(xy + params.height_1 * params.width_1, xy, plane == 1u), 0u, plane == 0u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let width = (params.quads + 1u) / 2u;
  let quad = thread % width * 2u;
  let next = min(quad + 1u, params.quads - 1u);
  let column = 2u * (thread / width % params.half_columns) + (params.colour & 1u);
  let rest = thread / (width * params.half_columns);
  let row = 2u * (rest % params.half_rows) + (params.colour >> 1u);
  let image = rest / params.half_rows % params.batch;
  let plane = rest / (params.half_rows * params.batch);
  if (plane >= 3u) { return; }
  let size = size_of_plane(plane);
  if (row > size.x || column > size.y) { return; }

  let lists = plane * params.batch + image;
  let cell = lists * (params.cells + 1u) + row * (size.y + 1u) + column;
  var first: Corners;
  var second: Corners;
  for (var k = starts[cell]; k < starts[cell + 1u]; k++) {
    let sample = image * params.count + list[lists * params.count + k];
    let place = place_on(plane, at[sample]);
    first = shared_out(first, place, gradient_of(quad, sample));
    second = shared_out(second, place, gradient_of(next, sample));
  }
  let texel = texels_before(plane) + (image * size.x + row) * size.y + column;
  write_corners(texel, quad, row, column, size, first);
  if (next > quad) { write_corners(texel, next, row, column, size, second); }
}
