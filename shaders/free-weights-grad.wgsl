// @use lib/free-intervals
// Gradient of free-weights to the raw densities. With gw_i the gradient of an interval's weight w_i and T_i the
// transmittance in front of it: d tau_i = gw_i T_{i+1} - Σ_{m>i} gw_m w_m, where nothing is behind an interval that
// takes all; empty intervals have none. A sample's weight counts in the maps, in the accumulated weight and, times t,
// in z. One thread walks one ray twice: to the back for the optical depths (kept in its own slice of the output), to
// the front for the sums. Test: test/gpu/kernels/free-weights.test.ts.
struct Params { rays: u32, samples: u32, midpoint: u32, activation: u32, far: f32, opaque: u32 }

@group(0) @binding(0) var<storage, read> t: array<f32>;                // [rays, samples], sorted
@group(0) @binding(1) var<storage, read> density: array<f32>;          // [rays, samples], raw
@group(0) @binding(2) var<storage, read> at: array<vec4f>;             // [rays, samples]: place in the box, counts
@group(0) @binding(3) var<storage, read> weights: array<f32>;          // [rays, samples]
@group(0) @binding(4) var<storage, read> d_weights: array<f32>;        // [rays, samples]
@group(0) @binding(5) var<storage, read> d_accumulated: array<f32>;    // [rays]
@group(0) @binding(6) var<storage, read> d_z: array<f32>;              // [rays]
@group(0) @binding(7) var<storage, read_write> pairs: array<vec2f>;    // [rays, samples]: weight, d(raw density)
@group(0) @binding(8) var<uniform> params: Params;

fn sample_gradient(ray: u32, i: u32) -> f32 {
  let s = ray * params.samples + i;
  return d_weights[s] + d_accumulated[ray] + d_z[ray] * t[s];
}

fn weight_gradient(ray: u32, i: u32) -> f32 {
  if (params.midpoint == 0u) { return sample_gradient(ray, i); }
  return 0.5 * (sample_gradient(ray, i) + sample_gradient(ray, i + 1u));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let ray = id.x + id.y * groups.x * 64u;
  if (ray >= params.rays) { return; }
  let first = ray * params.samples;
  let count = intervals();
  let closing = closing_interval(first);
  let share = select(1.0, 0.5, params.midpoint == 1u);
  var passed = 0.0;
  for (var i = 0u; i < count; i++) {
    pairs[first + i] = vec2f(passed, 0.0);
    if (interval_counts(first, i)) { passed += depth_of(first, i); }
  }
  var behind = 0.0; // Σ gw_m w_m of the intervals behind
  var next = 0.0;   // d(raw density) of the interval behind, midpoint rule only
  for (var k = params.samples; k > 0u; k--) {
    let i = k - 1u;
    var d = 0.0;
    if (i < count && interval_counts(first, i)) {
      let tau = depth_of(first, i);
      let front = pairs[first + i].x;
      let gw = weight_gradient(ray, i);
      let left = select(exp(-(front + tau)), 0.0, i == closing); // light that passes the interval
      d = (gw * left - behind) * length_of(first, i) * activate_slope(raw_density(first, i));
      behind += gw * exp(-front) * select(opacity(tau), 1.0, i == closing);
    }
    // With the midpoint rule a sample's density counts half in the interval before it, which the next turn adds.
    if (params.midpoint == 1u) {
      if (k < params.samples) { pairs[first + k] = vec2f(weights[first + k], share * (d + next)); }
      next = d;
    } else {
      pairs[first + i] = vec2f(weights[first + i], d);
    }
  }
  if (params.midpoint == 1u) { pairs[first] = vec2f(weights[first], share * next); }
}
