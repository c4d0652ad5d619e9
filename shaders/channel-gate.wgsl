// MTI-Net's squeeze-and-excitation with its residual: y[p, t, c] = sigmoid(gate[b, t, c]) x[p, c] + features[p, t, c], where
// b is the image of position p. One thread takes one element. Gradient: channel-gate-grad.wgsl.
// Test: test/gpu/kernels/channel-gate.test.ts.
struct Params { size: u32, pixels: u32, tasks: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;         // [batch, pixels, channels]
@group(0) @binding(1) var<storage, read> gate: array<f32>;      // [batch, tasks, channels]
@group(0) @binding(2) var<storage, read> features: array<f32>;  // [batch, pixels, tasks, channels]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;   // [batch, pixels, tasks, channels]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let own = i % (params.tasks * params.channels);  // task and channel
  let position = i / (params.tasks * params.channels);
  let s = 1.0 / (1.0 + exp(-gate[position / params.pixels * params.tasks * params.channels + own]));
  y[i] = s * x[position * params.channels + own % params.channels] + features[i];
}
