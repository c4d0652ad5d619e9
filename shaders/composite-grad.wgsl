// @use lib/quadrature
// Gradient of composite in the raw densities. With g_i = d loss / d interval[i]:
//   dtau_i = g_i T_{i+1} - sum over later m of g_m interval[m];  draw_i = dtau_i * length_i * act'(raw_i).
// One thread takes one ray: front to back it leaves T_{i+1} in the output as scratch, back to front it carries the
// sum of what lies behind and replaces the scratch (T behind an interval that takes all is 0); nothing is
// subtracted from a total, so no digits cancel.
// Test: test/gpu/kernels/composite.test.ts.
struct Params { rays: u32, samples: u32, activation: u32, midpoint: u32, far: f32, opaque: u32 }

@group(0) @binding(0) var<storage, read> density: array<f32>;         // [rays, samples]
@group(0) @binding(1) var<storage, read> t: array<f32>;               // [rays, samples]
@group(0) @binding(2) var<storage, read> dweights: array<f32>;        // [rays, samples]
@group(0) @binding(3) var<storage, read> daccumulated: array<f32>;    // [rays]
@group(0) @binding(4) var<storage, read_write> ddensity: array<f32>;  // [rays, samples]
@group(0) @binding(5) var<uniform> params: Params;

struct Interval { raw: f32, length: f32 }

fn interval_at(i: u32, last: u32) -> Interval {
  let next = min(i + 1u, last);
  let end = select(params.far, t[next], i < last);
  let raw = select(density[i], 0.5 * (density[i] + density[next]), params.midpoint == 1u);
  return Interval(raw, end - t[i]);
}

fn takes_all(i: u32, end: u32) -> bool { return params.opaque == 1u && i + 1u == end; }

fn interval_gradient(ray: u32, i: u32) -> f32 {
  if (params.midpoint == 0u) { return daccumulated[ray] + dweights[i]; }
  return daccumulated[ray] + 0.5 * (dweights[i] + dweights[i + 1u]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let ray = id.x;
  if (ray >= params.rays) { return; }
  let midpoint = params.midpoint == 1u;
  let first = ray * params.samples;
  let last = first + params.samples - 1u;
  let end = select(last + 1u, last, midpoint); // one past the last interval
  var depth = 0.0;
  for (var i = first; i < end; i++) {
    let at = interval_at(i, last);
    depth += density_of(at.raw, params.activation) * at.length;
    ddensity[i] = select(exp(-depth), 0.0, takes_all(i, end));
  }
  var behind = 0.0;
  var held = 0.0; // what the interval behind gives to its nearer sample (midpoint rule)
  for (var i = end; i > first; i--) {
    let k = i - 1u;
    let at = interval_at(k, last);
    var front = 1.0;
    if (k > first) { front = ddensity[k - 1u]; }
    let weight = front * absorbed_by(density_of(at.raw, params.activation) * at.length, takes_all(k, end));
    let g = interval_gradient(ray, k);
    let dtau = g * ddensity[k] - behind;
    behind += g * weight;
    let draw = dtau * at.length * density_slope(at.raw, params.activation);
    if (midpoint) {
      ddensity[k + 1u] = 0.5 * draw + held;
      held = 0.5 * draw;
    } else {
      ddensity[k] = draw;
    }
  }
  if (midpoint) { ddensity[first] = held; }
}
