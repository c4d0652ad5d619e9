// Fine samples where the coarse pass found weight, and their union with the coarse ones (NeRF §5.2, EG3D).
// The weights are smoothed: m_k = max(w_{k-1}, w_k), w'_i = (m_i + m_{i+1}) / 2 + 0.01, then + 1e-5 makes a histogram
// over bins, and u its quantile with linear interpolation inside a bin. The rule decides bins and entries:
//   interval: edges t_k, entries w'_0 .. w'_{C-2} (C coarse samples, C - 1 interval weights);
//   eg3d: edges (t_k + t_{k+1}) / 2 and entries w'_1 .. w'_{C-3} of the interval weights (half a bin off, as released);
//   nerf: the same edges and entries w'_1 .. w'_{C-2} of C weights, one for each sample.
// One thread walks one ray: u is sorted, so bin and merge positions only move forward; no sort, no search.
// Weights that are not finite give places inside the box all the same (which ones, is not said): what is rendered there
// is not finite itself. Positions are constants to the gradient. Test: test/gpu/kernels/importance.test.ts.
const INTERVAL = 0u;
const FLOOR = 0.01001; // 0.01 + 1e-5
const LARGEST = 3.0e38;

struct Params { rays: u32, coarse_count: u32, fine_count: u32, entries: u32, bins: u32, rule: u32 }

@group(0) @binding(0) var<storage, read> coarse: array<f32>;         // [rays, coarse_count], sorted
@group(0) @binding(1) var<storage, read> weights: array<f32>;        // [rays, coarse_count]; the first `entries` count
@group(0) @binding(2) var<storage, read> u: array<f32>;              // [rays, fine_count], sorted, in [0, 1)
@group(0) @binding(3) var<storage, read_write> fine: array<f32>;     // [rays, fine_count]
@group(0) @binding(4) var<storage, read_write> merged: array<f32>;   // [rays, coarse_count + fine_count], sorted
@group(0) @binding(5) var<uniform> params: Params;

fn largest_near(first: u32, k: u32) -> f32 { // m_k, missing neighbours left out
  if (k == 0u) { return weights[first]; }
  if (k == params.entries) { return weights[first + k - 1u]; }
  return max(weights[first + k - 1u], weights[first + k]);
}

fn bin_weight(first: u32, bin: u32) -> f32 {
  let i = bin + select(1u, 0u, params.rule == INTERVAL);
  return 0.5 * (largest_near(first, i) + largest_near(first, i + 1u)) + FLOOR;
}

fn edge(first: u32, k: u32) -> f32 {
  if (params.rule == INTERVAL) { return coarse[first + k]; }
  return 0.5 * (coarse[first + k] + coarse[first + k + 1u]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let ray = id.x;
  if (ray >= params.rays) { return; }
  let first = ray * params.coarse_count;
  var total = 0.0;
  for (var k = 0u; k < params.bins; k++) { total += bin_weight(first, k); }
  let sound = total < LARGEST; // false for NaN
  var bin = 0u;
  var below = 0.0; // share of the weight in front of the bin
  var share = bin_weight(first, 0u) / total;
  var taken = 0u; // coarse samples merged so far
  var place = edge(first, 0u);
  for (var k = 0u; k < params.fine_count; k++) {
    let quantile = u[ray * params.fine_count + k];
    while (sound && bin < params.bins && quantile >= below + share) {
      below += share;
      bin++;
      if (bin < params.bins) { share = bin_weight(first, bin) / total; }
    }
    var next = edge(first, bin); // u at the very end falls behind the last bin
    if (bin < params.bins) {
      let end = edge(first, bin + 1u);
      if (sound) { next = min(next + (quantile - below) / share * (end - next), end); }
    }
    place = max(place, next); // sorted, whatever the rounding
    fine[ray * params.fine_count + k] = place;
    let start = ray * (params.coarse_count + params.fine_count);
    while (taken < params.coarse_count && coarse[first + taken] <= place) {
      merged[start + taken + k] = coarse[first + taken];
      taken++;
    }
    merged[start + taken + k] = place;
  }
  for (; taken < params.coarse_count; taken++) {
    merged[ray * (params.coarse_count + params.fine_count) + taken + params.fine_count] = coarse[first + taken];
  }
}
