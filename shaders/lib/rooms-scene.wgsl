// The scene as src/data/rooms/pack.ts lays it out. Small whole numbers stand in floats, exactly.
const NOTHING = 0xffffffffu;
const FAR = 100.0;   // metres: beyond any room
const SKIN = 1e-3;   // metres: how far secondary rays start off their surface

struct Params {
  width: u32, height: u32, first_row: u32, row_count: u32,
  objects: u32, lights: u32, rays: u32, seed: u32,
  focal_x: f32, focal_y: f32, center_x: f32, center_y: f32, // in units of the image size
}

struct View {
  eye: vec3f, right: vec3f, down: vec3f, forward: vec3f, // the camera in the world
  sky: vec3f, earth: vec3f,                              // light from above and from below that has no direction
  balance: vec3f,                                        // exposure of the three channels
}

struct Object {
  low: vec3f, first: f32,    // bounds in the world; its primitives
  high: vec3f, count: f32,
  label: vec4f,              // class, instance
}

struct Primitive {
  center: vec3f, kind: f32,  // 0 box, 1 rounded box, 2 ellipsoid, 3 frustum, 4 limb; 8 more if light passes
  half: vec3f, shape: f32,   // half sizes; radius of the edges, or top radius over bottom radius
  x_axis: vec3f, material: f32,
  y_axis: vec3f, body_part: f32, // 1..6 of a person, else 0
}

struct Material {
  color: vec3f, pattern: f32,
  second: vec3f, scale: f32,
  gloss: f32, glow: f32, mirror: f32, seed: f32,
}

struct Light {
  position: vec3f, kind: f32, // 0 rectangle, 1 ball, 2 sun (position = direction towards it)
  u: vec3f, radius: f32,      // half sides of the rectangle; radius of the ball, or of the sun's disc
  v: vec3f, unused: f32,
  power: vec3f, unused2: f32, // what falls on a facing surface one metre away (at any distance, for the sun)
}

struct Hit { t: f32, primitive: u32, object: u32 }

struct Surface { normal: vec3f, color: vec3f, gloss: f32, glow: f32, mirror: f32 }

// The answer of a surface to light: seen = light * surface + shine.
struct Glance { light: vec3f, surface: vec3f, shine: vec3f }

// Where a point of the image lies on the plane z = 1 before the camera, y down.
fn on_lens(uv: vec2f) -> vec2f {
  return (uv - vec2f(params.center_x, params.center_y)) / vec2f(params.focal_x, params.focal_y);
}
