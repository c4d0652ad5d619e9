// Rays against the whole room, and the geometry of what they meet.
fn safe_inverse(d: vec3f) -> vec3f {
  return 1.0 / select(d, vec3f(1e-9), abs(d) < vec3f(1e-9));
}

fn meets_bounds(object: Object, origin: vec3f, inverse: vec3f, best: f32) -> bool {
  let a = (object.low - origin) * inverse;
  let b = (object.high - origin) * inverse;
  let near = min(a, b);
  let far = max(a, b);
  let enter = max(max(near.x, near.y), max(near.z, 0.0));
  return enter <= min(min(far.x, far.y), min(far.z, best));
}

fn own_frame(it: Primitive, v: vec3f) -> vec3f {
  return vec3f(dot(it.x_axis, v), dot(it.y_axis, v), dot(cross(it.x_axis, it.y_axis), v));
}

fn enter_primitive(it: Primitive, origin: vec3f, direction: vec3f) -> f32 {
  let o = own_frame(it, origin - it.center);
  let d = own_frame(it, direction);
  let kind = u32(it.kind) & 7u;
  if (kind == 2u) { return enter_ellipsoid(o, d, it.half); }
  if (kind == 3u) { return enter_frustum(o, d, it.half, it.shape); }
  let t = enter_box(o, safe_inverse(d), it.half);
  if (kind == 0u || t < 0.0) { return t; }
  if (kind == 4u) { return enter_limb(o, d, it.half, it.shape); }
  return enter_rounded(o, d, vec4f(it.half, it.shape), t);
}

fn trace(origin: vec3f, direction: vec3f, limit: f32) -> Hit {
  let inverse = safe_inverse(direction);
  var best = Hit(limit, NOTHING, NOTHING);
  for (var i = 0u; i < params.objects; i++) {
    let object = objects[i];
    if (!meets_bounds(object, origin, inverse, best.t)) { continue; }
    let first = u32(object.first);
    for (var k = first; k < first + u32(object.count); k++) {
      let t = enter_primitive(primitives[k], origin, direction);
      if (t > 0.0 && t < best.t) { best = Hit(t, k, i); }
    }
  }
  return best;
}

// Whether something opaque lies within `limit`.
fn blocked(origin: vec3f, direction: vec3f, limit: f32) -> bool {
  let inverse = safe_inverse(direction);
  for (var i = 0u; i < params.objects; i++) {
    let object = objects[i];
    if (!meets_bounds(object, origin, inverse, limit)) { continue; }
    let first = u32(object.first);
    for (var k = first; k < first + u32(object.count); k++) {
      if (primitives[k].kind >= 8.0) { continue; }
      let t = enter_primitive(primitives[k], origin, direction);
      if (t > 0.0 && t < limit) { return true; }
    }
  }
  return false;
}

fn own_normal(it: Primitive, p: vec3f) -> vec3f {
  let q = p / it.half;
  let kind = u32(it.kind) & 7u;
  if (kind == 2u) { return normalize(q / it.half); }
  if (kind == 3u) {
    let grow = (it.shape - 1.0) * 0.5;
    let radius = 1.0 + grow + q.y * grow;
    let beyond_side = (length(q.xz) - radius) * min(it.half.x, it.half.z); // metres: which surface is nearer
    if ((abs(q.y) - 1.0) * it.half.y > beyond_side) { return vec3f(0.0, sign(q.y), 0.0); }
    return normalize(vec3f(q.x / it.half.x, -radius * grow / it.half.y, q.z / it.half.z));
  }
  if (kind == 4u) {
    let cone = cone_of(it.half, it.shape);
    let squeeze = it.half.x / it.half.z;
    let r = vec3f(p.x, p.y - cone.x, p.z * squeeze);
    let cosine = sqrt(1.0 - cone.z * cone.z);
    let wide = length(r.xz);
    let along = clamp((r.y * cosine - wide * cone.z) / cosine, 0.0, cone.y); // of the ball that the point lies on
    return normalize((r - vec3f(0.0, along, 0.0)) * vec3f(1.0, 1.0, squeeze));
  }
  if (kind == 1u) {
    let out = max(abs(p) - (it.half - it.shape), vec3f(0.0));
    if (dot(out, out) > 0.0) { return normalize(out * sign(p)); }
  }
  let depth = it.half - abs(p); // the face nearest to the point
  let least = min(depth.x, min(depth.y, depth.z));
  if (depth.x == least) { return vec3f(sign(p.x), 0.0, 0.0); }
  if (depth.y == least) { return vec3f(0.0, sign(p.y), 0.0); }
  return vec3f(0.0, 0.0, sign(p.z));
}
