// Stochastic gradient descent with momentum and coupled weight decay over many tensors laid end to end, as
// torch.optim.SGD without dampening: g = scale g + wd p; m = momentum m + g; p -= lr m, or lr (g + momentum m) after Nesterov.
// One workgroup updates one block of 256 numbers in place, four to a thread; `turn` as in adam.wgsl.
// Test: test/gpu/kernels/sgd.test.ts.
struct Params { blocks: u32, turn: i32, rate: f32, momentum: f32, decay: f32, nesterov: u32 }

@group(0) @binding(0) var<storage, read_write> parameter: array<vec4f>; // [blocks, 64]
@group(0) @binding(1) var<storage, read_write> m: array<vec4f>;         // [blocks, 64]
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;        // [blocks, 64]
@group(0) @binding(3) var<storage, read> turns: array<f32>;             // [blocks], -1 = skipped
@group(0) @binding(4) var<storage, read> scale: array<f32>;             // [1], of the gradient (clipping)
@group(0) @binding(5) var<uniform> params: Params;

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
  let first = params.momentum * m[i] + g;
  m[i] = first;
  parameter[i] -= params.rate * select(first, g + params.momentum * first, params.nesterov == 1u);
}
