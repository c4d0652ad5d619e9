// @use lib/plane-taps
// Where a point of the box falls on the three planes (0: xy, row y, column x; 1: xz, row z, column x; 2: yz, row y,
// column z). A cell is what lies between four texel centres; cell (r, c) has texels r - 1 and r, c - 1 and c, so that
// there are (height + 1) x (width + 1), those along the border included. A shader that uses this file binds `params`
// with height_0, width_0 … height_2, width_2 and clamped (1: border, 0: zeros around).
const NO_CELL = 0xffffffffu;

fn size_of_plane(plane: u32) -> vec2u {
  switch (plane) {
    case 0u: { return vec2u(params.height_0, params.width_0); }
    case 1u: { return vec2u(params.height_1, params.width_1); }
    default: { return vec2u(params.height_2, params.width_2); }
  }
}

// Box coordinates along the plane's rows and columns.
fn on_plane(plane: u32, point: vec4f) -> vec2f {
  switch (plane) {
    case 0u: { return point.yx; }
    case 1u: { return point.zx; }
    default: { return point.yz; }
  }
}

struct Place { row: Tap, column: Tap }

fn place_on(plane: u32, point: vec4f) -> Place {
  let size = size_of_plane(plane);
  let v = on_plane(plane, point);
  return Place(depth_tap(v.x, size.x, params.clamped == 1u), depth_tap(v.y, size.y, params.clamped == 1u));
}

// NO_CELL for a sample that does not count or reads no texel.
fn cell_on(plane: u32, point: vec4f) -> u32 {
  let size = vec2i(size_of_plane(plane));
  let place = place_on(plane, point);
  let cell = vec2i(place.row.low, place.column.low) + 1;
  if (point.w == 0.0 || any(cell < vec2i(0)) || any(cell > size)) { return NO_CELL; }
  return u32(cell.x * (size.y + 1) + cell.y);
}
