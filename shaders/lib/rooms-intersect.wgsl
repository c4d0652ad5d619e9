// Rays against single shapes, each in its own frame, centred, with the given half sizes. All return the distance at
// which the ray enters, or -1; a ray that starts inside misses, so that furniture may be sunk into furniture.
const MISS = -1.0;

fn enter_box(origin: vec3f, inverse: vec3f, half: vec3f) -> f32 {
  let middle = -origin * inverse;
  let reach = abs(inverse) * half;
  let enter = max(max(middle.x - reach.x, middle.y - reach.y), middle.z - reach.z);
  let leave = min(min(middle.x + reach.x, middle.y + reach.y), middle.z + reach.z);
  return select(MISS, enter, enter <= leave && enter > 0.0);
}

// Newton's method on the distance to the rounded box, which is convex along the ray: from the face of the bounding
// box it never steps too far, and it ends in a handful of steps.
fn enter_rounded(origin: vec3f, direction: vec3f, size: vec4f, from_t: f32) -> f32 {
  let inner = size.xyz - size.w;
  var t = from_t;
  for (var i = 0u; i < 10u; i++) {
    let p = origin + direction * t;
    let out = max(abs(p) - inner, vec3f(0.0));
    let distance = length(out);
    let gap = distance - size.w;
    if (gap < 1e-5) { return t; }
    let slope = dot(out * sign(p), direction) / distance;
    if (slope > -1e-4) { return MISS; }
    t -= gap / slope;
  }
  return t;
}

fn enter_ellipsoid(origin: vec3f, direction: vec3f, half: vec3f) -> f32 {
  let o = origin / half;
  let d = direction / half;
  let a = dot(d, d);
  let nearest = -dot(o, d) / a;
  let off = o + d * nearest; // the closest approach: stable where the textbook discriminant cancels
  let inside = 1.0 - dot(off, off);
  if (inside < 0.0) { return MISS; }
  let t = nearest - sqrt(inside / a);
  return select(MISS, t, t > 0.0);
}

// |xz| = 1 at the bottom (y = -1) and `top` at y = 1, in units of the half sizes.
fn enter_frustum(origin: vec3f, direction: vec3f, half: vec3f, top: f32) -> f32 {
  let o = origin / half;
  let d = direction / half;
  let grow = (top - 1.0) * 0.5;
  let radius = 1.0 + grow + o.y * grow; // at the origin's height
  let a = dot(d.xz, d.xz) - grow * grow * d.y * d.y;
  let b = dot(o.xz, d.xz) - radius * grow * d.y;
  let c = dot(o.xz, o.xz) - radius * radius;
  var best = FAR;
  let inside = b * b - a * c;
  if (inside >= 0.0 && abs(a) > 1e-9) {
    let root = sqrt(inside);
    for (var side = -1.0; side < 2.0; side += 2.0) {
      let t = (-b + side * root) / a;
      let y = o.y + t * d.y;
      let outward = dot(o.xz + t * d.xz, d.xz) - (1.0 + grow + y * grow) * grow * d.y; // < 0: the ray enters
      if (t > 0.0 && abs(y) <= 1.0 && outward < 0.0) { best = min(best, t); }
    }
  }
  let t = (-sign(d.y) - o.y) / d.y; // the cap that faces the ray
  let hit = o.xz + t * d.xz;
  let lid = select(1.0, top, d.y < 0.0);
  if (t > 0.0 && dot(hit, hit) <= lid * lid) { best = min(best, t); }
  return select(MISS, best, best < FAR);
}

// A limb is the hull of two balls: radius half.x around y = -(half.y - half.x), `top` times that around the other end;
// flattened along z by half.z / half.x. `cone_of`: the lower ball's y, the middles' distance, the sine of the slope.
fn cone_of(half: vec3f, top: f32) -> vec3f {
  let apart = 2.0 * half.y - (1.0 + top) * half.x;
  return vec3f(half.x - half.y, apart, half.x * (1.0 - top) / apart);
}

fn enter_ball(o: vec3f, d: vec3f, radius: f32) -> f32 {
  let a = dot(d, d);
  let nearest = -dot(o, d) / a;
  let off = o + d * nearest;
  let inside = radius * radius - dot(off, off);
  return select(FAR, nearest - sqrt(inside / a), inside >= 0.0);
}

// The tangent cone of the balls: cos^2 |xz|^2 = (r - sin y)^2 between the circles where it touches them.
fn enter_limb(origin: vec3f, direction: vec3f, half: vec3f, top: f32) -> f32 {
  let round = vec3f(1.0, 1.0, half.x / half.z);
  let cone = cone_of(half, top);
  let o = origin * round - vec3f(0.0, cone.x, 0.0);
  let d = direction * round;
  let slope = cone.z;
  let cosine2 = 1.0 - slope * slope;
  let radius = half.x - slope * o.y; // of the cone at the origin's height, times the cosine
  let a = cosine2 * dot(d.xz, d.xz) - slope * slope * d.y * d.y;
  let b = cosine2 * dot(o.xz, d.xz) + radius * slope * d.y;
  let c = cosine2 * dot(o.xz, o.xz) - radius * radius;
  let inside = b * b - a * c;
  var best = FAR;
  if (inside >= 0.0 && abs(a) > 1e-9) {
    let t = (-b - sqrt(inside)) / a; // where the ray comes in
    let y = o.y + t * d.y - slope * half.x;
    if (y > 0.0 && y < cosine2 * cone.y) { best = t; }
  }
  let lower = enter_ball(o, d, half.x);
  let upper = enter_ball(o - vec3f(0.0, cone.y, 0.0), d, half.x * top);
  best = min(best, min(lower, upper));
  return select(MISS, best, best > 0.0 && best < FAR);
}
