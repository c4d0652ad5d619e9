// Density along a ray (Max 1995; EG3D's midpoint rule and NeRF's left rule): optical depth of an interval
// tau = act(raw density) * length, absorbed share 1 - exp(-tau).
const SOFTPLUS_SHIFTED = 0u; // softplus(x - 1), EG3D
const SOFTPLUS = 1u;
const SMALL_TAU = 0.05; // below, 1 - exp(-tau) would lose digits; the series is off by tau^5/720 < 5e-10

// max(x, 0) + log(1 + exp(-|x|)) never overflows. Software adapters make numbers of NaN in it, so NaN is asked for.
fn softplus(x: f32) -> f32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u) { return x; }
  return max(x, 0.0) + log(1.0 + exp(-abs(x)));
}

fn density_of(raw: f32, activation: u32) -> f32 {
  if (activation == SOFTPLUS_SHIFTED) { return softplus(raw - 1.0); }
  if (activation == SOFTPLUS) { return softplus(raw); }
  return select(raw, 0.0, raw < 0.0); // max would make 0 of NaN
}

fn density_slope(raw: f32, activation: u32) -> f32 {
  if (activation > SOFTPLUS) { return select(0.0, 1.0, raw > 0.0); }
  let x = raw - select(0.0, 1.0, activation == SOFTPLUS_SHIFTED);
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

// Share that an interval takes of the light that reaches it; the last of an opaque ray takes all.
fn absorbed_by(tau: f32, takes_all: bool) -> f32 { return select(absorbed(tau), 1.0, takes_all); }

fn absorbed(tau: f32) -> f32 {
  if (tau > SMALL_TAU) { return 1.0 - exp(-tau); }
  return tau * (1.0 - tau / 2.0 * (1.0 - tau / 3.0 * (1.0 - tau / 4.0 * (1.0 - tau / 5.0))));
}
