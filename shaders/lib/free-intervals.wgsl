// @use lib/fused-quadrature
// Which intervals of a ray of another camera count. A shader that uses this file binds `at`, [rays, samples], whose
// last component is 1 where the sample counts, and what lib/fused-quadrature asks for.
const NO_INTERVAL = 0xffffffffu;

fn interval_counts(first: u32, i: u32) -> bool {
  let end = min(i + 1u, params.samples - 1u);
  return at[first + i].w > 0.0 && at[first + end].w > 0.0;
}

// On opaque rays: the last interval that counts.
fn closing_interval(first: u32) -> u32 {
  if (params.opaque == 0u) { return NO_INTERVAL; }
  for (var k = intervals(); k > 0u; k--) {
    if (interval_counts(first, k - 1u)) { return k - 1u; }
  }
  return NO_INTERVAL;
}
