// What a surface looks like: each pattern mixes the two colours of its material, or paints a picture of its own.
// Patterns need noise at different places; so that compilers see the noise once and not twenty times, a pattern first
// says where (`probes_of`), then gets the two values (`mix_of`, `picture_of`).
// `uv` are metres on the surface divided by the material's scale, so one repeat is one unit; `face` runs from -1 to 1
// over the surface, y up. The numbers of the patterns are those of src/data/rooms/materials.ts.
struct Spot { p: vec3f, uv: vec2f, face: vec2f }

struct Probes { first: vec3f, second: vec3f, warp: f32 } // the second is moved along y by warp times the first value

fn line(x: f32, width: f32) -> f32 { // 1 within `width` of a whole number
  let f = abs(fract(x + 0.5) - 0.5);
  return 1.0 - smoothstep(width * 0.6, width, f);
}

fn odd(row: f32) -> f32 { return row - 2.0 * floor(row / 2.0); }

fn board(m: Material, uv: vec2f) -> vec2f { // floor boards along x, one unit wide, seven long: position along, tone
  let row = floor(uv.y);
  let along = uv.x / 7.0 + cell(vec3f(row, 3.0, 1.0), m.seed);
  return vec2f(along, cell(vec3f(floor(along), row, 5.0), m.seed));
}

fn probes_of(m: Material, at: Spot) -> Probes {
  var p = at.p;
  switch (u32(m.pattern)) {
    case 1u, 2u: { // long in x
      if (m.pattern == 2.0) { p = vec3f(at.uv.x * 0.3, at.uv.y * 0.5, board(m, at.uv).y * 9.0); }
      return Probes(p * vec3f(0.35, 4.0, 4.0), p * vec3f(0.8, 18.0, 18.0), 5.0);
    }
    case 4u: { return Probes(p * 2.0, p * 0.13, 0.0); }
    case 5u: { return Probes(p * 0.2, p, 0.0); }
    case 8u: { return Probes(p * 1.5, p * 5.0, 1.0); }
    case 10u: { return Probes(vec3f(at.face * 2.0, 3.0), vec3f(at.face.x * 2.0, 1.0, 1.0), 0.0); }
    case 11u: { return Probes(vec3f(at.face.x * 3.0, 0.5, 0.5), vec3f(at.face * 9.0, 1.0), 1.0); }
    case 12u: { return Probes(vec3f(at.face * 2.5, 3.0), vec3f(at.face * 6.0, 5.0), 0.0); }
    case 13u: { return Probes(vec3f(abs(at.uv) * 2.5, 1.0), p, 0.0); }
    case 14u: { return Probes(p * 3.0, p, 0.0); }
    default: { return Probes(p, p * 3.1, 0.0); }
  }
}

fn planks(m: Material, uv: vec2f, grain: f32) -> f32 {
  let place = board(m, uv);
  let joints = max(line(uv.y, 0.035), line(place.x, 0.006));
  return max(clamp(place.y * 0.55 + grain * 0.4 - 0.1, 0.0, 1.0), joints * 1.3);
}

fn tiles(m: Material, uv: vec2f) -> f32 {
  return max(cell(vec3f(floor(uv), 2.0), m.seed) * 0.12, max(line(uv.x, 0.025), line(uv.y, 0.025)));
}

fn brick(m: Material, uv: vec2f) -> f32 {
  let row = floor(uv.y * 3.0);
  let x = uv.x + 0.5 * odd(row);
  let tone = cell(vec3f(floor(x), row, 4.0), m.seed) * 0.45;
  return max(tone, max(line(x, 0.03), line(uv.y * 3.0, 0.09)));
}

fn flowers(m: Material, uv: vec2f) -> f32 {
  let row = floor(uv.y);
  let x = uv.x + 0.5 * odd(row);
  let p = vec2f(fract(x), fract(uv.y)) - 0.5;
  let angle = atan2(p.y, p.x) * 5.0 + cell(vec3f(floor(x), row, 8.0), m.seed) * 6.0;
  return 1.0 - smoothstep(0.02, 0.05, length(p) - 0.2 - 0.08 * sin(angle));
}

fn rug(face: vec2f, value: f32) -> f32 { // a border, a field, a medallion
  let edge = max(abs(face.x), abs(face.y));
  let bands = select(0.0, 0.85, (edge > 0.82 && edge < 0.88) || edge > 0.96);
  let field = step(0.62, value) * select(0.45, 0.0, edge > 0.8);
  let diamond = abs(face.x) * 1.1 + abs(face.y) * 1.3;
  let medallion = select(0.0, 0.7, diamond < 0.55 && fract(diamond * 5.0) < 0.6);
  return max(bands, max(field, medallion));
}

fn print(m: Material, uv: vec2f) -> f32 { // lines of writing
  let row = floor(uv.y * 6.0);
  let word = step(0.3, cell(vec3f(floor(uv.x * 9.0), row, 1.0), m.seed));
  return word * step(0.35, fract(uv.y * 6.0)) * step(fract(uv.x * 0.9 + 0.05), 0.85) * 0.7;
}

// How much of the second colour lies here, 0..1.
fn mix_of(m: Material, at: Spot, noises: vec2f) -> f32 {
  let grain = clamp(0.6 * noises.x + 0.5 * noises.y - 0.1, 0.0, 1.0);
  switch (u32(m.pattern)) {
    case 1u: { return grain; }
    case 2u: { return planks(m, at.uv, grain); }
    case 3u: { return tiles(m, at.uv); }
    case 4u: { return 0.55 * noises.x + 0.35 * noises.y; }
    case 5u: { return 0.5 * abs(sin(at.uv.x * 6.2832) * sin(at.uv.y * 6.2832)) + 0.4 * noises.x; }
    case 6u: { return smoothstep(-0.35, 0.35, sin(at.uv.x * 6.2832)); }
    case 7u: { return brick(m, at.uv); }
    case 8u: { // veins where the noise passes through its middle
      let vein = abs(0.7 * noises.x + 0.3 * noises.y - 0.5) * 2.0;
      return 1.0 - smoothstep(0.0, 0.22, vein) * 0.8 - 0.2 * noises.y;
    }
    case 9u: { return flowers(m, at.uv); }
    case 13u: { return rug(at.face, noises.x); }
    case 14u: { return step(0.5, noises.x); }
    case 15u: { return print(m, at.uv); }
    default: { return 0.08 * noises.x + 0.05 * noises.y; }
  }
}

fn painting(m: Material, face: vec2f, noises: vec2f) -> vec3f {
  let style = cell(vec3f(1.0, 2.0, 3.0), m.seed);
  let hue = vec3f(cell(vec3f(4.0), m.seed), cell(vec3f(5.0), m.seed), cell(vec3f(6.0), m.seed));
  if (style < 0.45) { // hills under a sky
    let sky = mix(vec3f(0.75, 0.68, 0.55), vec3f(0.3, 0.45, 0.6), face.y * 0.5 + 0.5 + (noises.x - 0.5) * 0.6);
    let land = mix(m.color, hue * 0.3, abs(fract(noises.x * 3.0) - 0.5) * 2.0);
    return select(sky, land, face.y < 0.5 * noises.y - 0.3);
  }
  if (style < 0.75) { // blocks of colour
    let block = floor(face * 1.7 + noises.x * 0.5);
    let base = mix(m.color, m.second, step(0.5, cell(vec3f(block, 1.0), m.seed)));
    return mix(base, hue * 0.7, step(0.75, cell(vec3f(block, 2.0), m.seed)));
  }
  let vase = length(face * vec2f(1.3, 0.9) + vec2f(0.0, 0.3)) - 0.45 + 0.25 * noises.x; // a still life
  let ground = mix(m.second, m.color, face.y * 0.5 + 0.5) * (0.6 + 0.6 * noises.x);
  return select(ground, mix(hue, vec3f(0.8), noises.x), vase < 0.0);
}

fn outdoors(m: Material, face: vec2f, noises: vec2f) -> vec3f { // trees between a lawn and the sky
  let sky = mix(vec3f(1.0), m.color, clamp(face.y * 0.7 + 0.3, 0.0, 1.0));
  let leaf = m.second * (0.35 + 0.7 * noises.y);
  let lawn = mix(m.second, vec3f(0.5, 0.5, 0.42), 0.4) * 0.8;
  return select(select(sky, leaf, face.y < 0.6 * noises.x + 0.12 * noises.y - 0.45), lawn, face.y < -0.65);
}

fn screen(m: Material, face: vec2f, noises: vec2f) -> vec3f { // a programme, or dark glass
  let lit = m.second * (0.25 + 0.7 * noises.x + 0.3 * noises.y) * select(1.0, 0.4, face.y < -0.4);
  return select(m.color, lit, m.glow > 0.0);
}

fn color_of(m: Material, at: Spot) -> vec3f {
  let probes = probes_of(m, at);
  var noises = vec2f(0.0);
  for (var k = 0u; k < 2u; k++) {
    let place = select(probes.first, probes.second + vec3f(0.0, probes.warp * noises.y, 0.0), k == 1u);
    noises = vec2f(noises.y, noise(place, m.seed + f32(k) * 7.0)); // shifts in: after two rounds (first, second)
  }
  switch (u32(m.pattern)) {
    case 10u: { return painting(m, at.face, noises); }
    case 11u: { return outdoors(m, at.face, noises); }
    case 12u: { return screen(m, at.face, noises); }
    default: { return mix(m.color, m.second, mix_of(m, at, noises)); }
  }
}

fn surface_at(hit: Hit, point: vec3f, direction: vec3f) -> Surface {
  let it = primitives[hit.primitive];
  let m = materials[u32(it.material)];
  let local = own_frame(it, point - it.center);
  let own = own_normal(it, local);
  let normal = normalize(own.x * it.x_axis + own.y * it.y_axis + own.z * cross(it.x_axis, it.y_axis));
  let p = own_frame(it, point) / m.scale; // not from the centre: walls made of several boxes join without a seam
  let unit = local / it.half;
  var spot = Spot(p, p.xy, unit.xy);
  let steep = abs(own);
  if (steep.y > steep.x && steep.y > steep.z) { spot = Spot(p, p.xz, unit.xz); }
  else if (steep.x > steep.z) { spot = Spot(p, p.zy, unit.zy); }
  let facing = select(normal, -normal, dot(normal, direction) > 0.0);
  return Surface(facing, color_of(m, spot), m.gloss, m.glow, m.mirror);
}
