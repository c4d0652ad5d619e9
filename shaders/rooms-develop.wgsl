// From the film of rooms.wgsl to a photograph: the light, which few shadow rays make grainy, is averaged with that of
// neighbouring pixels of the same surface; then exposure, a film-like shoulder, sRGB, a little grain.
// One thread makes one pixel. Why only the light is averaged: textures, highlights and sunlit edges stay sharp.
// Tests: test/gpu/rooms.
// @use lib/rooms-scene
// @use lib/rooms-random

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> view: View;
@group(0) @binding(2) var<storage, read> geometry: array<vec4f>;      // [height, width]: normal (camera frame), depth
@group(0) @binding(3) var<storage, read> film: array<vec4f>;          // [height, width, 3]: light, surface, shine
@group(0) @binding(4) var<storage, read_write> pixels: array<vec2u>;  // [height, width]: RGBA8, labels (left alone)

fn lens_at(x: i32, y: i32) -> vec3f {
  let lens = on_lens((vec2f(f32(x), f32(y)) + 0.5) / vec2f(f32(params.width), f32(params.height)));
  return vec3f(lens.x, -lens.y, -1.0); // the frame of the normals: y up, z towards the camera
}

fn calm_light(x: i32, y: i32) -> vec3f {
  let width = i32(params.width);
  let own = geometry[y * width + x];
  let point = lens_at(x, y) * own.w;
  let reach = clamp(width / 80, 1, 3); // pixels
  var sum = vec3f(0.0);
  var total = 0.0;
  for (var v = max(y - reach, 0); v <= min(y + reach, i32(params.height) - 1); v++) {
    for (var u = max(x - reach, 0); u <= min(x + reach, width - 1); u++) {
      let other = geometry[v * width + u];
      let off_plane = abs(dot(own.xyz, lens_at(u, v) * other.w - point)) / (0.012 * own.w + 1e-6);
      let alike = max(dot(own.xyz, other.xyz), 0.0);
      let weight = max(1.0 - off_plane, 0.0) * pow(alike, 24.0) + select(0.0, 1e-3, u == x && v == y);
      sum += weight * film[3 * (v * width + u)].rgb;
      total += weight;
    }
  }
  return sum / total;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || id.y >= params.height) { return; }
  let at = id.y * params.width + id.x;
  let off = (vec2f(f32(id.x), f32(id.y)) + 0.5) / vec2f(f32(params.width), f32(params.height)) - 0.5;
  let vignette = 1.0 - 0.35 * dot(off, off);
  let light = calm_light(i32(id.x), i32(id.y)) * film[3u * at + 1u].rgb + film[3u * at + 2u].rgb;
  let x = light * view.balance * vignette;
  let toned = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), vec3f(0.0), vec3f(1.0)); // Narkowicz 2015
  let random = vec3u(at, 99u, params.seed);
  let grain = spread(random, 0u).x + spread(random, 1u).x - 1.0;
  let colour = clamp(pow(toned, vec3f(1.0 / 2.2)) + grain * 0.012, vec3f(0.0), vec3f(1.0));
  pixels[at].x = pack4x8unorm(vec4f(colour, 1.0));
}
