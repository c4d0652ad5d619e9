// Rendering along rays: sums[r, c] = sum over samples of weights[r, s] * values[r, s, c].
// One thread takes one channel of one ray. Gradient: ray-sum-grad.wgsl. Test: test/gpu/kernels/ray-sum.test.ts.
struct Params { rays: u32, samples: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;      // [rays, samples, channels]
@group(0) @binding(1) var<storage, read> weights: array<f32>;     // [rays, samples]
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;  // [rays, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.rays * params.channels) { return; }
  let channel = i % params.channels;
  let first = (i / params.channels) * params.samples;
  var sum = 0.0;
  for (var s = first; s < first + params.samples; s++) {
    sum += weights[s] * values[s * params.channels + channel];
  }
  sums[i] = sum;
}
