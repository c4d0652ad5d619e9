// Gradient of ray-sum: dvalues[r, s, c] = weights[r, s] * dsums[r, c]; dweights[r, s] = sum_c dsums[r, c] values[r, s, c].
// One thread takes one sample. Test: test/gpu/kernels/ray-sum.test.ts.
struct Params { rays: u32, samples: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;          // [rays, samples, channels]
@group(0) @binding(1) var<storage, read> weights: array<f32>;         // [rays, samples]
@group(0) @binding(2) var<storage, read> dsums: array<f32>;           // [rays, channels]
@group(0) @binding(3) var<storage, read_write> dvalues: array<f32>;   // [rays, samples, channels]
@group(0) @binding(4) var<storage, read_write> dweights: array<f32>;  // [rays, samples]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let point = id.x + id.y * groups.x * 64u;
  if (point >= params.rays * params.samples) { return; }
  let ray = point / params.samples;
  let weight = weights[point];
  var sum = 0.0;
  for (var c = 0u; c < params.channels; c++) {
    let upstream = dsums[ray * params.channels + c];
    let i = point * params.channels + c;
    dvalues[i] = weight * upstream;
    sum += upstream * values[i];
  }
  dweights[point] = sum;
}
