// @use lib/plane-taps
// Feature of every sample on orthographic rays: the sum of bilinear reads of the three planes at (x, y), (x, z) and
// (y, z), times `scale` (1 for the sum, 1/3 for the mean). Paper §3.2.
// Texels of weight 0 are not read, so that a NaN stays with the samples that read it.
// One thread takes four channels of one sample; neighbours read neighbouring channels.
// Gradient: plane-sample-grad.wgsl. Test: test/gpu/kernels/plane-sample.test.ts.
struct Params {
  points: u32, rows: u32, columns: u32, samples: u32, quads: u32,
  xy_height: u32, xy_width: u32, xz_height: u32, xz_width: u32, yz_height: u32, yz_width: u32,
  clamped: u32, scale: f32,
}

@group(0) @binding(0) var<storage, read> xy: array<vec4f>;              // [batch, xy_height, xy_width, channels]
@group(0) @binding(1) var<storage, read> xz: array<vec4f>;              // [batch, xz_height, xz_width, channels], row = z
@group(0) @binding(2) var<storage, read> yz: array<vec4f>;              // [batch, yz_height, yz_width, channels], column = z
@group(0) @binding(3) var<storage, read> t: array<f32>;                 // [batch, rows * columns, samples]
@group(0) @binding(4) var<storage, read_write> features: array<vec4f>;  // [points, channels]
@group(0) @binding(5) var<uniform> params: Params;

// The four taps of one read: index of the texel (without batch) and weight, 0 outside.
struct Corner { index: u32, weight: f32 }

fn corner(row: Tap, column: Tap, k: u32, size: vec2u) -> Corner {
  let r = row.low + i32(k >> 1u);
  let c = column.low + i32(k & 1u);
  let inside = r >= 0 && c >= 0 && r < i32(size.x) && c < i32(size.y);
  let weight = tap_weight(row, r) * tap_weight(column, c);
  return Corner(select(0u, u32(r) * size.y + u32(c), inside), select(0.0, weight, inside));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.points * params.quads) { return; }
  let quad = i % params.quads;
  let point = i / params.quads;
  let ray = (point / params.samples) % (params.rows * params.columns);
  let image = point / (params.samples * params.rows * params.columns);
  let clamped = params.clamped == 1u;
  let row = ray / params.columns;
  let column = ray % params.columns;
  let z = t[point];
  let xy_size = vec2u(params.xy_height, params.xy_width);
  let xz_size = vec2u(params.xz_height, params.xz_width);
  let yz_size = vec2u(params.yz_height, params.yz_width);
  let xy_row = ray_tap(row, params.rows, xy_size.x, clamped);
  let xy_column = ray_tap(column, params.columns, xy_size.y, clamped);
  let xz_row = depth_tap(z, xz_size.x, clamped);
  let xz_column = ray_tap(column, params.columns, xz_size.y, clamped);
  let yz_row = ray_tap(row, params.rows, yz_size.x, clamped);
  let yz_column = depth_tap(z, yz_size.y, clamped);
  var sum = vec4f(0.0);
  for (var k = 0u; k < 4u; k++) {
    let a = corner(xy_row, xy_column, k, xy_size);
    if (a.weight != 0.0) { sum += a.weight * xy[(image * xy_size.x * xy_size.y + a.index) * params.quads + quad]; }
    let b = corner(xz_row, xz_column, k, xz_size);
    if (b.weight != 0.0) { sum += b.weight * xz[(image * xz_size.x * xz_size.y + b.index) * params.quads + quad]; }
    let c = corner(yz_row, yz_column, k, yz_size);
    if (c.weight != 0.0) { sum += c.weight * yz[(image * yz_size.x * yz_size.y + c.index) * params.quads + quad]; }
  }
  features[i] = params.scale * sum;
}
