// Bilinear taps of the tri-plane along one axis: texel centres at (k + .5) / texels of the box, align_corners = false.
// A coordinate between two centres reads `low` with weight 1 - fraction and low + 1 with weight fraction; at the
// border it is clamped to the outermost centre, or with zero padding reads a texel outside, which counts as 0.
struct Tap { low: i32, fraction: f32 }

fn at_border(tap: Tap, texels: u32, clamped: bool) -> Tap {
  if (!clamped) { return tap; }
  let last = i32(texels) - 1;
  if (tap.low < 0) { return Tap(0, 0.0); }
  if (tap.low >= last) { return Tap(last, 0.0); }
  return tap;
}

// The centre of ray (row or column) `ray` of `rays`. Integers, so that a grid as fine as the rays gives fraction 0.
fn ray_tap(ray: u32, rays: u32, texels: u32, clamped: bool) -> Tap {
  let numerator = i32((2u * ray + 1u) * texels) - i32(rays);
  let denominator = i32(2u * rays);
  let low = select(numerator / denominator, -1, numerator < 0); // floor: numerator > -denominator
  let fraction = f32(numerator - low * denominator) / f32(denominator);
  return at_border(Tap(low, fraction), texels, clamped);
}

// The depth t in [-1, 1].
fn depth_tap(t: f32, texels: u32, clamped: bool) -> Tap {
  let c = ((t + 1.0) * f32(texels) - 1.0) * 0.5;
  let low = floor(c);
  return at_border(Tap(i32(low), c - low), texels, clamped);
}

fn tap_weight(tap: Tap, texel: i32) -> f32 {
  if (texel == tap.low) { return 1.0 - tap.fraction; }
  return select(0.0, tap.fraction, texel == tap.low + 1);
}

// First and one past the last ray that can touch a texel: those within one texel of it.
fn rays_near(texel: u32, texels: u32, rays: u32) -> vec2u {
  let scale = f32(rays) / f32(texels);
  let first = floor((f32(texel) - 0.5) * scale - 0.5);
  let last = ceil((f32(texel) + 1.5) * scale - 0.5);
  return vec2u(u32(max(first, 0.0)), min(u32(max(last, 0.0)) + 1u, rays));
}
