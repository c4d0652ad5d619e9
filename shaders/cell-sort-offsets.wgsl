// Counting sort, second of four: counts of the blocks to where each block's samples begin within the cell, and the
// cell's total. One thread takes one cell of one plane of one image. Test: test/gpu/kernels/cell-sort.test.ts.
struct Params { planes: u32, blocks: u32, cells: u32 }

@group(0) @binding(0) var<storage, read_write> counts: array<u32>; // [planes, blocks, cells]
@group(0) @binding(1) var<storage, read_write> totals: array<u32>; // [planes, cells]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  if (thread >= params.planes * params.cells) { return; }
  let first = thread / params.cells * params.blocks * params.cells + thread % params.cells;
  var sum = 0u;
  for (var block = 0u; block < params.blocks; block++) {
    let here = counts[first + block * params.cells];
    counts[first + block * params.cells] = sum;
    sum += here;
  }
  totals[thread] = sum;
}
