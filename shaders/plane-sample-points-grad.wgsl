// @use lib/plane-cells
// Gradient of plane-sample-points to the planes: each sample adds to the four texels around it, scale * tap weight *
// d(features). One thread takes four channels of one cell and walks the cell's list in order (cell-sort). Cells that
// share no texel make a colour: rows and columns both of one parity. Four launches, one a colour, add one after the
// other; the first, whose cells touch every texel once, writes. So nothing is atomic, and the result is repeatable.
// Test: test/gpu/kernels/plane-sample-points.test.ts.
struct Params {
  images: u32,
  count: u32, // samples of an image
  quads: u32, // channels / 4
  cells: u32, // in `starts`, a plane
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32, clamped: u32,
  scale: f32,
  colour: u32,                     // 2 * parity of the row + parity of the column
  half_rows: u32, half_columns: u32, // cells of a colour, of the largest plane
}

@group(0) @binding(0) var<storage, read> at: array<vec4f>;           // [images, count]: x, y, z, counts
@group(0) @binding(1) var<storage, read> list: array<u32>;           // [3, images, count]
@group(0) @binding(2) var<storage, read> starts: array<u32>;         // [3, images, cells + 1]
@group(0) @binding(3) var<storage, read> dfeatures: array<vec4f>;    // [images, count, channels]
@group(0) @binding(4) var<storage, read_write> dxy: array<vec4f>;    // [images, height_0, width_0, channels]
@group(0) @binding(5) var<storage, read_write> dxz: array<vec4f>;    // [images, height_1, width_1, channels]
@group(0) @binding(6) var<storage, read_write> dyz: array<vec4f>;    // [images, height_2, width_2, channels]
@group(0) @binding(7) var<uniform> params: Params;

fn write(plane: u32, to: u32, d: vec4f) {
  let first = params.colour == 0u;
  switch (plane) {
    case 0u: { dxy[to] = select(dxy[to], vec4f(0.0), first) + d; }
    case 1u: { dxz[to] = select(dxz[to], vec4f(0.0), first) + d; }
    default: { dyz[to] = select(dyz[to], vec4f(0.0), first) + d; }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let quad = thread % params.quads;
  let column = 2u * (thread / params.quads % params.half_columns) + (params.colour & 1u);
  let rest = thread / (params.quads * params.half_columns);
  let row = 2u * (rest % params.half_rows) + (params.colour >> 1u);
  let image = rest / params.half_rows % params.images;
  let plane = rest / (params.half_rows * params.images);
  if (plane >= 3u) { return; }
  let size = size_of_plane(plane);
  if (row > size.x || column > size.y) { return; }

  let lists = plane * params.images + image;
  let cell = lists * (params.cells + 1u) + row * (size.y + 1u) + column;
  var d00 = vec4f(0.0); // row - 1, column - 1
  var d01 = vec4f(0.0);
  var d10 = vec4f(0.0);
  var d11 = vec4f(0.0);
  for (var k = starts[cell]; k < starts[cell + 1u]; k++) {
    let sample = image * params.count + list[lists * params.count + k];
    let place = place_on(plane, at[sample]);
    let d = dfeatures[sample * params.quads + quad];
    let lower = place.row.fraction * d;
    let upper = d - lower;
    d01 += place.column.fraction * upper;
    d00 += upper - place.column.fraction * upper;
    d11 += place.column.fraction * lower;
    d10 += lower - place.column.fraction * lower;
  }
  let texel = (image * size.x + row) * size.y + column; // that of d11
  let at_11 = texel * params.quads + quad;
  let line = size.y * params.quads;
  if (row > 0u && column > 0u) { write(plane, at_11 - line - params.quads, params.scale * d00); }
  if (row > 0u && column < size.y) { write(plane, at_11 - line, params.scale * d01); }
  if (row < size.x && column > 0u) { write(plane, at_11 - params.quads, params.scale * d10); }
  if (row < size.x && column < size.y) { write(plane, at_11, params.scale * d11); }
}
