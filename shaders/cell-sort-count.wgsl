// @use lib/plane-cells
// Counting sort of samples by cell, first of four (count, offsets, starts, fill): how many samples of a block fall into
// each cell. Blocks are stretches of one image's samples; one thread walks one block for one plane and owns its row of
// counts: no atomics, so the sort is stable and repeatable (spec/regularizer.md §5).
// Test: test/gpu/kernels/cell-sort.test.ts.
struct Params {
  images: u32, count: u32, // samples of an image
  block: u32, blocks: u32, cells: u32,
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32, clamped: u32,
}

@group(0) @binding(0) var<storage, read> at: array<vec4f>;             // [images, count]
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;     // [3, images, blocks, cells]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  if (thread >= 3u * params.images * params.blocks) { return; }
  let block = thread % params.blocks;
  let image = thread / params.blocks % params.images;
  let plane = thread / (params.blocks * params.images);
  let own = thread * params.cells;
  for (var cell = 0u; cell < params.cells; cell++) { counts[own + cell] = 0u; }
  let end = min((block + 1u) * params.block, params.count);
  for (var s = block * params.block; s < end; s++) {
    let cell = cell_on(plane, at[image * params.count + s]);
    if (cell != NO_CELL) { counts[own + cell] += 1u; }
  }
}
