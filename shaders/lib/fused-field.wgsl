// The hidden units of the stacked task fields at a sample of ray (i, j), four at a time:
//   h = LeakyReLU(A[i, j] + lerp_z X_j + lerp_z Y_i),
// where A, X, Y are the planes xy, xz, yz after their 1x1 convolution with W1 (fused-project), at the ray grid along
// x and y. `projected` holds them one after the other; a shader that uses this file binds it and `params` with
// batch, rows, cols, depth_x, depth_y, samples, quads (channels of `projected` / 4), slope and zeros (1: beyond the
// first and last texel centre along z a plane fades to 0 over one texel; 0: it goes on as at the border).

// Where a depth z in [-1, 1] falls between the centres of `depth` texels (align_corners false).
// The knot stays a float: it becomes an index only where the cell changes (texel_of), for adapters in software convert slowly.
struct Cell { knot: f32, fraction: f32, inside: f32 } // inside: what the plane's value is multiplied by

fn cell_of(z: f32, depth: u32) -> Cell {
  let last = f32(depth) - 1.0;
  let place = ((z + 1.0) * f32(depth) - 1.0) * 0.5;
  let c = clamp(place, 0.0, last);
  let knot = min(floor(c), max(last - 1.0, 0.0)); // the upper knot exists, too, unless there is but one
  return Cell(knot, c - knot, select(1.0, max(1.0 - abs(place - c), 0.0), params.zeros == 1u));
}

fn texel_of(knot: f32) -> u32 { return u32(i32(knot)); }

// All in vec4 units; the channel quad is added to each.
fn at_xy(b: u32, i: u32, j: u32) -> u32 {
  return ((b * params.rows + i) * params.cols + j) * params.quads;
}

fn at_xz(b: u32, j: u32) -> u32 { // knot 0; knots are cols * quads apart
  return (params.batch * params.rows * params.cols + b * params.depth_x * params.cols + j) * params.quads;
}

fn at_yz(b: u32, i: u32) -> u32 { // knot 0; knots are quads apart
  let planes = params.batch * params.cols * (params.rows + params.depth_x);
  return (planes + (b * params.rows + i) * params.depth_y) * params.quads;
}

// From a knot to the next one of the cell; none where the plane is one texel deep.
fn step_x() -> u32 { return select(0u, params.cols * params.quads, params.depth_x > 1u); }
fn step_y() -> u32 { return select(0u, params.quads, params.depth_y > 1u); }

fn leaky(x: vec4f) -> vec4f { return select(x, params.slope * x, x < vec4f(0.0)); } // max would make 0 of NaN
