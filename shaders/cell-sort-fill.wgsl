// @use lib/plane-cells
// Counting sort, last of four: samples into the lists of their cells, in the order in which they come. The same threads
// as in cell-sort-count walk the same blocks; each owns its places in every list. Lists of an image are one after the
// other; what is left behind the last one (samples that do not count) is never read, and written as 0.
// Test: test/gpu/kernels/cell-sort.test.ts.
struct Params {
  images: u32, count: u32, // samples of an image
  block: u32, blocks: u32, cells: u32,
  height_0: u32, width_0: u32, height_1: u32, width_1: u32, height_2: u32, width_2: u32, clamped: u32,
}

@group(0) @binding(0) var<storage, read> at: array<vec4f>;          // [images, count]
@group(0) @binding(1) var<storage, read> starts: array<u32>;        // [3, images, cells + 1]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;  // [3, images, blocks, cells]: the next place in the cell
@group(0) @binding(3) var<storage, read_write> list: array<u32>;    // [3, images, count]: sample of the image
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  if (thread >= 3u * params.images * params.blocks) { return; }
  let block = thread % params.blocks;
  let image = thread / params.blocks % params.images;
  let plane = thread / (params.blocks * params.images);
  let of_plane = thread / params.blocks;
  let own = thread * params.cells;
  let starts_at = of_plane * (params.cells + 1u);
  let list_at = of_plane * params.count;
  let begin = block * params.block;
  let end = min(begin + params.block, params.count);
  for (var s = max(begin, starts[starts_at + params.cells]); s < end; s++) { list[list_at + s] = 0u; }
  for (var s = begin; s < end; s++) {
    let cell = cell_on(plane, at[image * params.count + s]);
    if (cell == NO_CELL) { continue; }
    list[list_at + starts[starts_at + cell] + counts[own + cell]] = s;
    counts[own + cell] += 1u;
  }
}
