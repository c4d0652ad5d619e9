// @use lib/free-intervals
// Volume rendering weights along rays of other cameras: as fused-weights, but an interval whose ends do not both count
// (a sample behind the volume's camera, or outside the box) is empty. With NeRF's rule the last interval, which has one
// sample, counts with it. On opaque rays the last interval that counts takes all that is left.
// One thread walks one ray front to back, so the order of sums is fixed.
// Gradient: free-weights-grad.wgsl. Test: test/gpu/kernels/free-weights.test.ts.
struct Params { rays: u32, samples: u32, midpoint: u32, activation: u32, far: f32, opaque: u32 }

@group(0) @binding(0) var<storage, read> t: array<f32>;                  // [rays, samples], sorted
@group(0) @binding(1) var<storage, read> density: array<f32>;            // [rays, samples], raw
@group(0) @binding(2) var<storage, read> at: array<vec4f>;               // [rays, samples]: place in the box, counts
@group(0) @binding(3) var<storage, read_write> weights: array<f32>;      // [rays, samples]
@group(0) @binding(4) var<storage, read_write> interval: array<f32>;     // [rays, samples]: of the interval behind each
@group(0) @binding(5) var<storage, read_write> accumulated: array<f32>;  // [rays]
@group(0) @binding(6) var<storage, read_write> z: array<f32>;            // [rays]: Σ weight t
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let ray = id.x + id.y * groups.x * 64u;
  if (ray >= params.rays) { return; }
  let first = ray * params.samples;
  let count = intervals();
  let closing = closing_interval(first);
  let share = select(1.0, 0.5, params.midpoint == 1u);
  var passed = 0.0; // optical depth so far
  var before = 0.0; // the interval in front, midpoint rule only
  var total = 0.0;
  var depth = 0.0;
  for (var i = 0u; i < params.samples; i++) {
    var weight = 0.0;
    if (i < count && interval_counts(first, i)) {
      let tau = depth_of(first, i);
      weight = exp(-passed) * select(opacity(tau), 1.0, i == closing);
      passed += tau;
    }
    let of_sample = share * (before + weight);
    weights[first + i] = of_sample;
    interval[first + i] = weight;
    depth += of_sample * t[first + i];
    total += weight;
    before = select(0.0, weight, params.midpoint == 1u);
  }
  accumulated[ray] = total;
  z[ray] = depth;
}
