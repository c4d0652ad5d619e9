// Gradient of gated-sum.wgsl with respect to its pairs, s = sigmoid(gate): d gate = dout message s (1 - s),
// d message = dout s. One thread takes one channel of one pair.
struct Params { count: u32, tasks: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> pairs: array<f32>;         // [positions, tasks, tasks - 1, 2, channels]
@group(0) @binding(1) var<storage, read> dout: array<f32>;          // [positions, tasks, channels]
@group(0) @binding(2) var<storage, read_write> dpairs: array<f32>;  // [positions, tasks, tasks - 1, 2, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.count) { return; }
  let c = i % params.channels;
  let pair = i / params.channels;
  let aim = pair % (params.tasks - 1u);
  let a = (pair / (params.tasks - 1u)) % params.tasks;
  let position = pair / (params.tasks - 1u) / params.tasks;
  let t = aim + select(0u, 1u, aim >= a);
  let at = pair * 2u * params.channels + c;
  let slope = dout[(position * params.tasks + t) * params.channels + c];
  let s = 1.0 / (1.0 + exp(-pairs[at]));
  dpairs[at] = slope * pairs[at + params.channels] * s * (1.0 - s);
  dpairs[at + params.channels] = slope * s;
}
