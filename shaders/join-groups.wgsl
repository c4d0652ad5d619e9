// Joins up to six maps along the channels, group by group: y[p, g] is part 0's channels, then part 1's and so on, where a
// part has either channels for each group or one set that all groups share (bit k of `shared`). With one group it is a
// plain concatenation. Parts that are not there have width 0. One thread takes one element of y.
// Gradient: join-groups-grad.wgsl. Test: test/gpu/kernels/join-groups.test.ts.
struct Params {
  size: u32, groups: u32, shared_parts: u32,
  width0: u32, width1: u32, width2: u32, width3: u32, width4: u32, width5: u32,
}

@group(0) @binding(0) var<storage, read> part0: array<f32>;  // [positions, width0] if shared, else [positions, groups, width0]
@group(0) @binding(1) var<storage, read> part1: array<f32>;  // [positions, width1] if shared, else [positions, groups, width1]
@group(0) @binding(2) var<storage, read> part2: array<f32>;  // [positions, width2] if shared, else [positions, groups, width2]
@group(0) @binding(3) var<storage, read> part3: array<f32>;  // [positions, width3] if shared, else [positions, groups, width3]
@group(0) @binding(4) var<storage, read> part4: array<f32>;  // [positions, width4] if shared, else [positions, groups, width4]
@group(0) @binding(5) var<storage, read> part5: array<f32>;  // [positions, width5] if shared, else [positions, groups, width5]
@group(0) @binding(6) var<storage, read_write> y: array<f32>;     // [positions, groups, sum of widths]
@group(0) @binding(7) var<uniform> params: Params;

/// `position` counts position and group; c is a channel of the part.
fn source(position: u32, c: u32, width: u32, part: u32) -> u32 {
  let row = select(position, position / params.groups, ((params.shared_parts >> part) & 1u) == 1u);
  return row * width + c;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.size) { return; }
  let channels = params.width0 + params.width1 + params.width2 + params.width3 + params.width4 + params.width5;
  let position = i / channels;
  var c = i % channels;
  if (c < params.width0) { y[i] = part0[source(position, c, params.width0, 0u)]; return; }
  c -= params.width0;
  if (c < params.width1) { y[i] = part1[source(position, c, params.width1, 1u)]; return; }
  c -= params.width1;
  if (c < params.width2) { y[i] = part2[source(position, c, params.width2, 2u)]; return; }
  c -= params.width2;
  if (c < params.width3) { y[i] = part3[source(position, c, params.width3, 3u)]; return; }
  c -= params.width3;
  if (c < params.width4) { y[i] = part4[source(position, c, params.width4, 4u)]; return; }
  c -= params.width4;
  y[i] = part5[source(position, c, params.width5, 5u)];
}
