// Takes apart what join-groups.wgsl joined: its gradient, and for one group the splitting of a map along its channels.
// A shared part gets the sum over the groups, in order. One thread takes one element of the parts, counted through all.
struct Params {
  positions: u32, groups: u32, shared_parts: u32,
  width0: u32, width1: u32, width2: u32, width3: u32, width4: u32, width5: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;           // [positions, groups, sum of widths]
@group(0) @binding(1) var<storage, read_write> part0: array<f32>;  // [positions, width0] if shared, else [positions, groups, width0]
@group(0) @binding(2) var<storage, read_write> part1: array<f32>;  // [positions, width1] if shared, else [positions, groups, width1]
@group(0) @binding(3) var<storage, read_write> part2: array<f32>;  // [positions, width2] if shared, else [positions, groups, width2]
@group(0) @binding(4) var<storage, read_write> part3: array<f32>;  // [positions, width3] if shared, else [positions, groups, width3]
@group(0) @binding(5) var<storage, read_write> part4: array<f32>;  // [positions, width4] if shared, else [positions, groups, width4]
@group(0) @binding(6) var<storage, read_write> part5: array<f32>;  // [positions, width5] if shared, else [positions, groups, width5]
@group(0) @binding(7) var<uniform> params: Params;

fn isShared(part: u32) -> bool { return ((params.shared_parts >> part) & 1u) == 1u; }

fn sizeOf(width: u32, part: u32) -> u32 {
  return params.positions * width * select(params.groups, 1u, isShared(part));
}

/// Element i of a part; offset is where its channels begin in a group of dy.
fn gathered(i: u32, width: u32, part: u32, offset: u32) -> f32 {
  let channels = params.width0 + params.width1 + params.width2 + params.width3 + params.width4 + params.width5;
  let row = i / width;
  let at = offset + i % width;
  if (!isShared(part)) { return dy[row * channels + at]; }
  var sum = 0.0;
  for (var g = 0u; g < params.groups; g++) { sum += dy[(row * params.groups + g) * channels + at]; }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var i = id.x + id.y * groups.x * 64u;
  var offset = 0u;
  if (i < sizeOf(params.width0, 0u)) { part0[i] = gathered(i, params.width0, 0u, offset); return; }
  i -= sizeOf(params.width0, 0u);
  offset += params.width0;
  if (i < sizeOf(params.width1, 1u)) { part1[i] = gathered(i, params.width1, 1u, offset); return; }
  i -= sizeOf(params.width1, 1u);
  offset += params.width1;
  if (i < sizeOf(params.width2, 2u)) { part2[i] = gathered(i, params.width2, 2u, offset); return; }
  i -= sizeOf(params.width2, 2u);
  offset += params.width2;
  if (i < sizeOf(params.width3, 3u)) { part3[i] = gathered(i, params.width3, 3u, offset); return; }
  i -= sizeOf(params.width3, 3u);
  offset += params.width3;
  if (i < sizeOf(params.width4, 4u)) { part4[i] = gathered(i, params.width4, 4u, offset); return; }
  i -= sizeOf(params.width4, 4u);
  offset += params.width4;
  if (i < sizeOf(params.width5, 5u)) { part5[i] = gathered(i, params.width5, 5u, offset); }
}
