// Samples on the rays of other cameras as points of the planes' frustum volume (paper Eq. 3; conventions: cross-view
// of test/golden/regularizer/README.md): pixel centre and t of the looking camera -> its frame -> ΔV -> the volume
// camera's frame -> its image and depth = the box. A sample that does not count (behind the volume's camera, or outside
// the box where that is asked for) is written as exactly (0, 0, 0, 0), so nothing past the box reaches a tap.
// One thread takes one sample. Test: test/gpu/kernels/frustum-points.test.ts.
struct Params {
  points: u32, rows: u32, columns: u32, samples: u32,
  scale: f32, shift: f32, // scale * z + shift = metres, or 1 / metres
  inverse: u32,
  only_inside: u32,
}

@group(0) @binding(0) var<storage, read> t: array<f32>;               // [batch, rows * columns, samples]
@group(0) @binding(1) var<storage, read> views: array<vec4f>;         // [batch, 5]: fx fy cx cy of the volume, of the camera; 3 rows of ΔV
@group(0) @binding(2) var<storage, read_write> at: array<vec4f>;      // as t: x, y, z, counts
@group(0) @binding(3) var<uniform> params: Params;

const IN_FRONT = 1e-3; // metres along z of the volume's camera
const INFINITY_NEAR = 1e-6; // 1/metres: past 1000 km, where disparity reaches 0
const EDGE = 1e-5;     // box units: what float32 loses on the way, so that ΔV = 1 keeps samples at the box's faces
const FAR_OUT = 4.0;   // box units: taps beyond read what they read there

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.points) { return; }
  let ray = i / params.samples % (params.rows * params.columns);
  let view = i / (params.samples * params.rows * params.columns) * 5u;
  let volume = views[view];
  let camera = views[view + 1u];
  let centre = vec2f(f32(ray % params.columns) + 0.5, f32(ray / params.columns) + 0.5);
  let uv = centre / vec2f(f32(params.columns), f32(params.rows));
  let along = params.scale * t[i] + params.shift;
  let inverse = params.inverse == 1u;
  let metres = select(along, 1.0 / max(along, INFINITY_NEAR), inverse);
  let seen = vec4f((uv - camera.zw) / camera.xy * metres, metres, 1.0);
  let z = dot(views[view + 4u], seen);
  let in_front = z > IN_FRONT && (!inverse || along > INFINITY_NEAR);
  let safe = max(z, IN_FRONT);
  let x_y = vec2f(dot(views[view + 2u], seen), dot(views[view + 3u], seen));
  let image = volume.xy * x_y / safe + volume.zw;
  let box = vec3f(2.0 * image - 1.0, (select(safe, 1.0 / safe, inverse) - params.shift) / params.scale);
  let inside = all(abs(box) <= vec3f(1.0 + EDGE));
  let counts = in_front && (params.only_inside == 0u || inside);
  at[i] = select(vec4f(0.0), vec4f(clamp(box, vec3f(-FAR_OUT), vec3f(FAR_OUT)), 1.0), counts);
}
