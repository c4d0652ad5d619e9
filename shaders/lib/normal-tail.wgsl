// The share of a standard normal distribution beyond x, for x >= 0: (1 - erf(x / sqrt 2)) / 2. WGSL has no erf.
// Abramowitz & Stegun (1964) 7.1.26: the error is below 1e-7 everywhere.
fn normal_tail(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.3275911 * 0.70710678 * x);
  let series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * series * exp(-0.5 * x * x);
}

fn normal_share(x: f32) -> f32 {
  let tail = normal_tail(abs(x));
  return select(tail, 1.0 - tail, x > 0.0);
}
