// One photograph of a procedural room, with its labels: every pixel's ray is cast against boxes, rounded boxes,
// ellipsoids, frusta and limbs, and what it meets is textured and lit.
// One thread makes one pixel. Its first ray goes through the middle of the pixel and alone decides the labels, which
// are therefore exact; it and the further rays, spread over the pixel, are averaged to a film of three layers (light,
// colour of the surface, shine), from which rooms-develop.wgsl makes the picture. Every random number is a hash of
// (view seed, pixel, ray), so the same scene gives the same bytes.
// Labels of a pixel, from bit 0 on: class (8 bits), body part (3), instance (13), the square root of the surface's brightness and
// how much it shines or glows, 0..15 each, for the depth sensor (src/data/rooms/sensor.ts).
// Why a list of bounding boxes and no tree: a room has some 80 objects, and all lanes walk the list in step.
// Packing: src/data/rooms/pack.ts. Tests: test/gpu/rooms.
// @use lib/rooms-scene
// @use lib/rooms-random
// @use lib/rooms-intersect
// @use lib/rooms-trace
// @use lib/rooms-texture
// @use lib/rooms-light

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> view: View;
@group(0) @binding(2) var<storage, read> objects: array<Object>;       // [objects]
@group(0) @binding(3) var<storage, read> primitives: array<Primitive>; // [primitives], those of one object together
@group(0) @binding(4) var<storage, read> materials: array<Material>;   // [materials]
@group(0) @binding(5) var<storage, read> lights: array<Light>;         // [lights]
@group(0) @binding(6) var<storage, read_write> geometry: array<vec4f>; // [height, width]: normal (camera frame), depth
@group(0) @binding(7) var<storage, read_write> pixels: array<vec2u>;   // [height, width]: (RGBA8 by rooms-develop), labels
@group(0) @binding(8) var<storage, read_write> film: array<vec4f>;     // [height, width, 3]: light, surface, shine

// What the camera sees along one ray; a mirror is followed once, and what it shows counts as shine. One loop holds
// the only call of `trace`: compilers inline it, and it is most of the program.
fn see(direction: vec3f, random: vec3u) -> Glance {
  var seen = Glance(vec3f(0.0), vec3f(0.0), vec3f(0.0));
  var origin = view.eye;
  var along = direction;
  var mirror = 1.0;
  for (var bounce = 0u; bounce < 2u; bounce++) {
    let hit = trace(origin, along, FAR);
    if (hit.primitive == NOTHING) { break; }
    let point = origin + along * hit.t;
    let surface = surface_at(hit, point, along);
    if (bounce == 0u && random.y == 0u) { write_labels(random.x, hit, surface); }
    let glance = lit(surface, point, normalize(along), random + vec3u(0u, 0u, bounce * 977u));
    if (bounce == 1u) {
      seen.shine += mirror * (glance.light * glance.surface + glance.shine);
      break;
    }
    mirror = surface.mirror;
    seen = Glance(glance.light, glance.surface * (1.0 - mirror), glance.shine * (1.0 - mirror));
    if (mirror < 0.02) { break; }
    along = reflect(along, surface.normal);
    origin = point + surface.normal * SKIN;
  }
  return seen;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = id.x;
  let y = id.y + params.first_row;
  if (x >= params.width || y >= min(params.height, params.first_row + params.row_count)) { return; }
  let at = y * params.width + x;
  let size = vec2f(f32(params.width), f32(params.height));
  geometry[at] = vec4f(0.0); // what stays if the ray meets nothing: no depth, no normal, class 255 = ignore
  pixels[at] = vec2u(0u, 255u);
  var sum = Glance(vec3f(0.0), vec3f(0.0), vec3f(0.0));
  for (var ray = 0u; ray < params.rays; ray++) {
    let random = vec3u(at, ray, params.seed);
    let jitter = select(spread(random, 0u), vec2f(0.5), ray == 0u);
    let lens = on_lens((vec2f(f32(x), f32(y)) + jitter) / size);
    let direction = view.forward + view.right * lens.x + view.down * lens.y; // z = 1: t is depth
    let seen = see(direction, random);
    sum.light += seen.light;
    sum.surface += seen.surface;
    sum.shine += min(seen.shine, vec3f(3.0)); // a bright dot must not outshine a pixel
  }
  let rays = f32(params.rays);
  film[3u * at] = vec4f(sum.light / rays, 0.0);
  film[3u * at + 1u] = vec4f(sum.surface / rays, 0.0);
  film[3u * at + 2u] = vec4f(sum.shine / rays, 0.0);
}

fn write_labels(at: u32, hit: Hit, surface: Surface) {
  let normal = surface.normal;
  let seen = vec3f(dot(normal, view.right), -dot(normal, view.down), -dot(normal, view.forward));
  let label = objects[hit.object].label;
  geometry[at] = vec4f(normalize(seen), hit.t);
  let part = u32(primitives[hit.primitive].body_part);
  let bright = u32(sqrt(clamp(dot(surface.color, vec3f(0.4, 0.4, 0.2)), 0.0, 1.0)) * 15.0 + 0.5);
  let shiny = u32(clamp(max(surface.gloss + surface.mirror, surface.glow), 0.0, 1.0) * 15.0 + 0.5);
  pixels[at].y = u32(label.x) | (part << 8u) | (u32(label.y) << 11u) | (bright << 24u) | (shiny << 28u);
}
