// @use lib/quadrature
// Volume compositing: interval i takes interval[i] = T_i (1 - exp(-tau_i)), T_i = exp(-sum of earlier tau).
// Midpoint rule: intervals between neighbours, density at the mean of the two raw densities, each weight shared by
// its two samples (the last entry of `interval` is 0). NeRF's rule: one interval for each sample, the last up to far.
// On opaque rays the last interval takes all that is left.
// One thread walks one ray front to back, so T stays in a register and the order of sums is fixed.
// Gradient: composite-grad.wgsl. Test: test/gpu/kernels/composite.test.ts.
struct Params { rays: u32, samples: u32, activation: u32, midpoint: u32, far: f32, opaque: u32 }

@group(0) @binding(0) var<storage, read> density: array<f32>;              // [rays, samples], raw
@group(0) @binding(1) var<storage, read> t: array<f32>;                    // [rays, samples], sorted
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;        // [rays, samples]
@group(0) @binding(3) var<storage, read_write> interval: array<f32>;       // [rays, samples]
@group(0) @binding(4) var<storage, read_write> transmittance: array<f32>;  // [rays, samples], in front of each sample
@group(0) @binding(5) var<storage, read_write> accumulated: array<f32>;    // [rays]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let ray = id.x;
  if (ray >= params.rays) { return; }
  let first = ray * params.samples;
  let last = first + params.samples - 1u;
  let midpoint = params.midpoint == 1u;
  var depth = 0.0; // sum of tau so far
  var before = 0.0; // the previous interval's weight
  var total = 0.0;
  for (var i = first; i <= last; i++) {
    let front = exp(-depth);
    var weight = 0.0;
    if (i < last || !midpoint) {
      let end = select(params.far, t[min(i + 1u, last)], i < last);
      let raw = select(density[i], 0.5 * (density[i] + density[min(i + 1u, last)]), midpoint);
      let tau = density_of(raw, params.activation) * (end - t[i]);
      let takes_all = params.opaque == 1u && i + params.midpoint == last; // the last interval of an opaque ray
      weight = front * absorbed_by(tau, takes_all);
      depth += tau;
    }
    weights[i] = select(weight, 0.5 * (before + weight), midpoint);
    interval[i] = weight;
    transmittance[i] = front;
    total += weight;
    before = weight;
  }
  accumulated[ray] = total;
}
