// @use lib/plane-cells
// Feature of samples anywhere in the box: the sum of bilinear reads of the three planes at (x, y), (x, z) and (y, z),
// times `scale`; exactly 0 for a sample that does not count. Paper §3.2, Eq. 3.
// One thread takes four channels of one sample; neighbours read neighbouring channels.
// Gradient: plane-sample-points-grad.wgsl. Test: test/gpu/kernels/plane-sample-points.test.ts.
struct Params {
  points: u32,
  count: u32, // samples of an image
  quads: u32, // channels / 4
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32, clamped: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> xy: array<vec4f>;             // [batch, height_0, width_0, channels]
@group(0) @binding(1) var<storage, read> xz: array<vec4f>;             // [batch, height_1, width_1, channels], row = z
@group(0) @binding(2) var<storage, read> yz: array<vec4f>;             // [batch, height_2, width_2, channels], column = z
@group(0) @binding(3) var<storage, read> at: array<vec4f>;             // [points]: x, y, z, counts
@group(0) @binding(4) var<storage, read_write> features: array<vec4f>; // [points, channels]
@group(0) @binding(5) var<uniform> params: Params;

struct Corner { index: u32, weight: f32 } // index without batch; weight 0 outside

fn corner(place: Place, k: u32, size: vec2u) -> Corner {
  let r = place.row.low + i32(k >> 1u);
  let c = place.column.low + i32(k & 1u);
  let inside = r >= 0 && c >= 0 && r < i32(size.x) && c < i32(size.y);
  let weight = tap_weight(place.row, r) * tap_weight(place.column, c);
  return Corner(select(0u, u32(r) * size.y + u32(c), inside), select(0.0, weight, inside));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.points * params.quads) { return; }
  let quad = i % params.quads;
  let point = at[i / params.quads];
  let image = i / params.quads / params.count;
  if (point.w == 0.0) {
    features[i] = vec4f(0.0);
    return;
  }
  let xy_size = size_of_plane(0u);
  let xz_size = size_of_plane(1u);
  let yz_size = size_of_plane(2u);
  let on_xy = place_on(0u, point);
  let on_xz = place_on(1u, point);
  let on_yz = place_on(2u, point);
  var sum = vec4f(0.0);
  for (var k = 0u; k < 4u; k++) {
    let a = corner(on_xy, k, xy_size);
    sum += a.weight * xy[(image * xy_size.x * xy_size.y + a.index) * params.quads + quad];
    let b = corner(on_xz, k, xz_size);
    sum += b.weight * xz[(image * xz_size.x * xz_size.y + b.index) * params.quads + quad];
    let c = corner(on_yz, k, yz_size);
    sum += c.weight * yz[(image * yz_size.x * yz_size.y + c.index) * params.quads + quad];
  }
  features[i] = params.scale * sum;
}
