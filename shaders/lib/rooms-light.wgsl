// Light on a surface: windows, ceiling lamps, table lamps and the sun, each with one shadow ray to a random point of
// it, and the light without direction, dimmed where the surroundings are close (ambient occlusion).
const OCCLUSION_REACH = 0.9; // metres

struct Arrival {
  towards: vec3f, distance: f32, // the way to a random point of the light
  middle: vec3f,                 // the direction of its middle: highlights there, or they would glitter
  power: vec3f,
}

fn arrival(light: Light, point: vec3f, jitter: vec2f) -> Arrival {
  let j = jitter * 2.0 - 1.0;
  if (light.kind == 2.0) { // the sun
    let towards = normalize(light.position + light.radius * (light.u * j.x + light.v * j.y));
    return Arrival(towards, FAR, light.position, light.power);
  }
  var source = light.position + light.u * j.x + light.v * j.y;
  if (light.kind == 1.0) { source = light.position + light.radius * on_sphere(jitter); }
  let way = source - point;
  let distance = max(length(way), 0.05);
  let towards = way / distance;
  var power = light.power / (distance * distance + 0.15); // + 0.15: a lamp is no point
  if (light.kind == 0.0) { power *= max(dot(normalize(cross(light.u, light.v)), -towards), 0.0); }
  return Arrival(towards, distance, normalize(light.position - point), power);
}

fn on_sphere(jitter: vec2f) -> vec3f {
  let z = jitter.x * 2.0 - 1.0;
  let r = sqrt(max(1.0 - z * z, 0.0));
  return vec3f(r * cos(jitter.y * 6.2832), z, r * sin(jitter.y * 6.2832));
}

// A short random ray into the hemisphere: where it is stopped, the light without direction is dimmed.
fn surroundings(normal: vec3f, jitter: vec2f) -> Arrival {
  let around = mix(view.earth, view.sky, normal.y * 0.5 + 0.5);
  return Arrival(normalize(normal * 1.001 + on_sphere(jitter)), OCCLUSION_REACH, normal, around);
}

fn lit(surface: Surface, point: vec3f, direction: vec3f, random: vec3u) -> Glance {
  let normal = surface.normal;
  let facing_us = max(dot(normal, -direction), 0.0);
  if (surface.glow >= 1.0) {
    return Glance(vec3f(0.0), surface.color, surface.color * surface.glow * (0.8 + 0.2 * facing_us));
  }
  let start = point + normal * SKIN;
  let around = mix(view.earth, view.sky, normal.y * 0.5 + 0.5);
  var light = around * 0.25;
  var shine = surface.color * surface.glow + surface.gloss * pow(1.0 - facing_us, 3.0) * around; // Fresnel: floors brighten far away
  for (var i = 0u; i <= params.lights; i++) { // the last is no lamp but the surroundings; one call of `blocked` for all
    let jitter = spread(random, i + 1u);
    var from_light = surroundings(normal, jitter);
    var falling = from_light.power * 0.75;
    if (i < params.lights) {
      from_light = arrival(lights[i], point, jitter);
      falling = from_light.power * dot(normal, from_light.towards);
    }
    if (max(falling.r, falling.g) < 0.004) { continue; }
    if (blocked(start, from_light.towards, from_light.distance - 0.02)) { continue; }
    if (i == params.lights) { light += falling; continue; }
    if (lights[i].kind == 2.0) { shine += surface.color * falling; } else { light += falling; } // sunlight stays sharp
    let between = normalize(from_light.middle - direction);
    shine += surface.gloss * 1.6 * falling * pow(max(dot(normal, between), 0.0), 50.0);
  }
  return Glance(light, surface.color, shine);
}
