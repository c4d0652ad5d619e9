// @use lib/bilinear
// Gradient of resize-bilinear.wgsl: dx[b, i, j] = sum over new pixels of dy * (share of pixel i, j in them).
// One thread gathers up to four neighbouring channels of one old pixel from the new pixels within its reach, in
// order: no atomics, repeatable. All threads together read dy four times, whatever the factor.
// Test: test/gpu/kernels/resize-bilinear.test.ts.
struct Params { threads: u32, height: u32, width: u32, new_height: u32, new_width: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;        // [batch, new_height, new_width, channels]
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;  // [batch, height, width, channels]
@group(0) @binding(2) var<uniform> params: Params;

fn four(start: u32, count: u32) -> vec4f {
  var v = vec4f(dy[start], 0.0, 0.0, 0.0);
  if (count > 1u) { v.y = dy[start + 1u]; }
  if (count > 2u) { v.z = dy[start + 2u]; }
  if (count > 3u) { v.w = dy[start + 3u]; }
  return v;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  if (thread >= params.threads) { return; }
  let chunks = (params.channels + 3u) / 4u;
  let pixel = thread / chunks;
  let first = (thread % chunks) * 4u;
  let count = min(params.channels - first, 4u);
  let row = pixel / params.width;
  let i = row % params.height;
  let j = pixel % params.width;
  let image = (row / params.height) * params.new_height;
  let rows = bilinear_reach(i, params.height, params.new_height);
  let columns = bilinear_reach(j, params.width, params.new_width);
  var sum = vec4f(0.0);
  for (var r = rows.x; r <= rows.y; r++) {
    let down = bilinear_weight(r, i, params.height, params.new_height);
    if (down == 0.0) { continue; }
    for (var c = columns.x; c <= columns.y; c++) {
      let share = down * bilinear_weight(c, j, params.width, params.new_width);
      sum += share * four(((image + r) * params.new_width + c) * params.channels + first, count);
    }
  }
  for (var c = 0u; c < count; c++) { dx[pixel * params.channels + first + c] = sum[c]; }
}
