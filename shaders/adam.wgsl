// Adam with bias correction and coupled weight decay over many tensors laid end to end (Kingma & Ba 2015, as PyTorch):
// g = scale g + wd p; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= step_size m / (sqrt(v) / sqrt(1 - b2^t) + eps).
// One workgroup updates one block of 256 numbers in place, four to a thread; a tensor starts at a block. `turn` lets
// through the blocks of one group: tensors that have seen equally many steps. Those without a gradient have none.
// Test: test/gpu/kernels/adam.test.ts.
struct Params {
  blocks: u32, turn: i32,
  step_size: f32, inverse_root: f32, // lr / (1 - b1^t), 1 / sqrt(1 - b2^t)
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, // rest = 1 - beta, rounded once
  epsilon: f32, decay: f32,
}

@group(0) @binding(0) var<storage, read_write> parameter: array<vec4f>; // [blocks, 64]
@group(0) @binding(1) var<storage, read_write> m: array<vec4f>;         // [blocks, 64]
@group(0) @binding(2) var<storage, read_write> v: array<vec4f>;         // [blocks, 64]
@group(0) @binding(3) var<storage, read> gradient: array<vec4f>;        // [blocks, 64]
@group(0) @binding(4) var<storage, read> turns: array<f32>;             // [blocks], -1 = skipped
@group(0) @binding(5) var<storage, read> scale: array<f32>;             // [1], of the gradient (clipping)
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let block = group.x + group.y * groups.x;
  if (block >= params.blocks || turns[block] != f32(params.turn)) { return; }
  let i = block * 64u + thread;
  let g = scale[0] * gradient[i] + params.decay * parameter[i];
  let first = params.beta1 * m[i] + params.rest1 * g;
  let second = params.beta2 * v[i] + params.rest2 * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] -= params.step_size * first / (sqrt(second) * params.inverse_root + params.epsilon);
}
