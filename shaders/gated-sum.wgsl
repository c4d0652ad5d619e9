// MTI-Net's distillation: out[p, t] = features[p, t] + sum over a != t of sigmoid(gate[p, a, t]) message[p, a, t], summed
// in the order of a. `pairs` holds for each source a, and each target t != a in order, its gate and then its message.
// One thread takes one channel of one target. Gradient: gated-sum-grad.wgsl. Test: test/gpu/kernels/gated-sum.test.ts.
struct Params { size: u32, tasks: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> features: array<f32>;   // [positions, tasks, channels]
@group(0) @binding(1) var<storage, read> pairs: array<f32>;      // [positions, tasks, tasks - 1, 2, channels]
@group(0) @binding(2) var<storage, read_write> out: array<f32>;  // [positions, tasks, channels]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let c = i % params.channels;
  let t = (i / params.channels) % params.tasks;
  let position = i / params.channels / params.tasks;
  var sum = features[i];
  for (var a = 0u; a < params.tasks; a++) {
    if (a == t) { continue; }
    let aim = t - select(0u, 1u, t > a);
    let at = (((position * params.tasks + a) * (params.tasks - 1u) + aim) * 2u) * params.channels + c;
    sum += pairs[at + params.channels] / (1.0 + exp(-pairs[at]));
  }
  out[i] = sum;
}
