// Intervals along a ray and their optical depths: tau_i = act(raw density) * length (spec of test/golden/regularizer).
// A shader that uses this file binds `t` and `density`, both [rays, samples], and `params` with samples, midpoint
// (1: raw density is the mean of both ends; 0: that of the near end), activation, far and opaque (1: the last interval
// absorbs all that reaches it).
const SOFTPLUS_SHIFTED = 0u; // softplus(s - 1)
const SOFTPLUS = 1u;         // 2: relu

fn intervals() -> u32 { return params.samples - params.midpoint; }

fn raw_density(first: u32, i: u32) -> f32 {
  if (params.midpoint == 0u) { return density[first + i]; }
  return 0.5 * (density[first + i] + density[first + i + 1u]);
}

fn length_of(first: u32, i: u32) -> f32 {
  if (i + 1u == params.samples) { return params.far - t[first + i]; }
  return t[first + i + 1u] - t[first + i];
}

fn activate(raw: f32) -> f32 {
  if (params.activation > SOFTPLUS) { return select(raw, 0.0, raw < 0.0); } // max would make 0 of NaN
  let x = raw - select(0.0, 1.0, params.activation == SOFTPLUS_SHIFTED);
  if ((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u) { return x; } // software adapters make numbers of NaN below
  return max(x, 0.0) + log(1.0 + exp(-abs(x))); // never overflows
}

fn activate_slope(raw: f32) -> f32 {
  if (params.activation > SOFTPLUS) { return select(0.0, 1.0, raw > 0.0); }
  let x = raw - select(0.0, 1.0, params.activation == SOFTPLUS_SHIFTED);
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

fn depth_of(first: u32, i: u32) -> f32 { return activate(raw_density(first, i)) * length_of(first, i); }

fn takes_all(i: u32) -> bool { return params.opaque == 1u && i + 1u == intervals(); }

// Share that interval i takes of the light that reaches it.
fn share_of(i: u32, tau: f32) -> f32 { return select(opacity(tau), 1.0, takes_all(i)); }

// 1 - exp(-tau), by its series where the difference would lose digits (error below 1e-9 of it at 0.05).
fn opacity(tau: f32) -> f32 {
  if (tau > 0.05) { return 1.0 - exp(-tau); }
  return tau * (1.0 - tau / 2.0 * (1.0 - tau / 3.0 * (1.0 - tau / 4.0 * (1.0 - tau / 5.0))));
}
