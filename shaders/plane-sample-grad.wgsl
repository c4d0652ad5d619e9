// @use lib/plane-taps
// Gradient of plane-sample in one of its planes: dplane[texel] = scale * sum over samples of tap weight * dfeatures.
// One thread owns four channels of one texel and walks the rays and samples that can touch it: for xy (plane 0) the
// rays within one texel; for xz (1) the ray columns near it and all rows; for yz (2) the ray rows near it and all
// columns. Depths are sorted along a ray, so the samples near a texel in z are one run, found by bisection.
// No atomics: bitwise repeatable. Test: test/gpu/kernels/plane-sample.test.ts.
struct Params {
  plane: u32, batch: u32, height: u32, width: u32, quads: u32,
  rows: u32, columns: u32, samples: u32, clamped: u32, scale: f32,
}

@group(0) @binding(0) var<storage, read> t: array<f32>;               // [batch, rows * columns, samples], sorted
@group(0) @binding(1) var<storage, read> dfeatures: array<vec4f>;     // [batch * rows * columns * samples, channels]
@group(0) @binding(2) var<storage, read_write> dplane: array<vec4f>;  // [batch, height, width, channels]
@group(0) @binding(3) var<uniform> params: Params;

fn whole_ray(ray: u32, quad: u32) -> vec4f {
  var sum = vec4f(0.0);
  for (var s = 0u; s < params.samples; s++) {
    sum += dfeatures[(ray * params.samples + s) * params.quads + quad];
  }
  return sum;
}

fn ray_near_depth(ray: u32, quad: u32, texel: i32, texels: u32) -> vec4f {
  let clamped = params.clamped == 1u;
  let start = ray * params.samples;
  var first = 0u;
  var end = params.samples;
  while (first < end) {
    let middle = (first + end) / 2u;
    if (depth_tap(t[start + middle], texels, clamped).low < texel - 1) { first = middle + 1u; } else { end = middle; }
  }
  var sum = vec4f(0.0);
  for (var s = first; s < params.samples; s++) {
    let tap = depth_tap(t[start + s], texels, clamped);
    if (tap.low > texel) { break; }
    sum += tap_weight(tap, texel) * dfeatures[(start + s) * params.quads + quad];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.batch * params.height * params.width * params.quads) { return; }
  let quad = i % params.quads;
  let column = (i / params.quads) % params.width;
  let row = (i / (params.quads * params.width)) % params.height;
  let image = i / (params.quads * params.width * params.height);
  let clamped = params.clamped == 1u;
  var near_rows = vec2u(0u, params.rows);
  var near_columns = vec2u(0u, params.columns);
  if (params.plane != 1u) { near_rows = rays_near(row, params.height, params.rows); }
  if (params.plane != 2u) { near_columns = rays_near(column, params.width, params.columns); }
  var sum = vec4f(0.0);
  for (var y = near_rows.x; y < near_rows.y; y++) {
    var row_weight = 1.0;
    if (params.plane != 1u) { row_weight = tap_weight(ray_tap(y, params.rows, params.height, clamped), i32(row)); }
    if (row_weight == 0.0) { continue; }
    for (var x = near_columns.x; x < near_columns.y; x++) {
      var weight = row_weight;
      if (params.plane != 2u) { weight *= tap_weight(ray_tap(x, params.columns, params.width, clamped), i32(column)); }
      if (weight == 0.0) { continue; }
      let ray = (image * params.rows + y) * params.columns + x;
      switch (params.plane) {
        case 0u: { sum += weight * whole_ray(ray, quad); }
        case 1u: { sum += weight * ray_near_depth(ray, quad, i32(row), params.height); }
        default: { sum += weight * ray_near_depth(ray, quad, i32(column), params.width); }
      }
    }
  }
  dplane[i] = params.scale * sum;
}
