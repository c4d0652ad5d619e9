// Hashes for jitter and for noise.
fn hash(value: u32) -> u32 { // PCG's output function (O'Neill 2014)
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

fn unit(value: u32) -> f32 { return f32(hash(value) >> 8u) / 16777216.0; }

// A point of the unit square for draw `k` of ray random.y at pixel random.x: the R2 sequence over the rays (Roberts
// 2018), shifted by a hash of pixel and draw, so that the rays of a pixel cover the square evenly.
fn spread(random: vec3u, k: u32) -> vec2f {
  let key = hash(random.x ^ hash(random.z + k * 7919u));
  let ray = f32(random.y);
  return fract(vec2f(unit(key), unit(key ^ 0x68bc21ebu)) + ray * vec2f(0.7548777, 0.5698403));
}

fn cell(p: vec3f, seed: f32) -> f32 {
  let q = bitcast<vec3u>(vec3i(p));
  return unit((q.x * 73856093u) ^ (q.y * 19349663u) ^ (q.z * 83492791u) ^ (u32(seed) * 2654435761u));
}

// Value noise in 0..1, one cell a unit.
fn noise(p: vec3f, seed: f32) -> f32 {
  let base = floor(p);
  let f = p - base;
  let s = f * f * (3.0 - 2.0 * f);
  let low = mix(mix(cell(base, seed), cell(base + vec3f(1.0, 0.0, 0.0), seed), s.x),
                mix(cell(base + vec3f(0.0, 1.0, 0.0), seed), cell(base + vec3f(1.0, 1.0, 0.0), seed), s.x), s.y);
  let high = mix(mix(cell(base + vec3f(0.0, 0.0, 1.0), seed), cell(base + vec3f(1.0, 0.0, 1.0), seed), s.x),
                 mix(cell(base + vec3f(0.0, 1.0, 1.0), seed), cell(base + vec3f(1.0), seed), s.x), s.y);
  return mix(low, high, s.z);
}
