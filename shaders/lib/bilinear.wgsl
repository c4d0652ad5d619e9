// One axis of a bilinear resize with half-pixel centres (PyTorch align_corners = false, no antialias):
// place = max((i + 1/2) * size / new_size - 1/2, 0), between the pixels floor(place) and floor(place) + 1.
struct Tap { low: u32, high: u32, share: f32 } // share of `high`; both are the last pixel at the far border

fn bilinear_tap(i: u32, size: u32, new_size: u32) -> Tap {
  let place = max((f32(i) + 0.5) * (f32(size) / f32(new_size)) - 0.5, 0.0);
  let low = min(u32(place), size - 1u);
  return Tap(low, min(low + 1u, size - 1u), place - f32(low));
}

// How much of old pixel j is in new pixel i.
fn bilinear_weight(i: u32, j: u32, size: u32, new_size: u32) -> f32 {
  let tap = bilinear_tap(i, size, new_size);
  return select(0.0, 1.0 - tap.share, tap.low == j) + select(0.0, tap.share, tap.high == j);
}

// First and last new pixel that can hold a part of old pixel j. Outside, the weight is 0; the slack covers rounding.
fn bilinear_reach(j: u32, size: u32, new_size: u32) -> vec2u {
  let ratio = f32(new_size) / f32(size);
  let first = max(ceil((f32(j) - 0.5) * ratio - 0.501), 0.0);
  let last = min(floor((f32(j) + 1.5) * ratio - 0.499), f32(new_size - 1u));
  return vec2u(u32(first), u32(last));
}
