// Counting sort, third of four: where each cell's list begins, the exclusive sum of the totals, and after the last cell
// the end. A workgroup takes one plane of one image: each thread sums a stretch of cells, then all earlier stretches.
// Test: test/gpu/kernels/cell-sort.test.ts.
struct Params { cells: u32 }

@group(0) @binding(0) var<storage, read> totals: array<u32>;       // [planes, cells]
@group(0) @binding(1) var<storage, read_write> starts: array<u32>; // [planes, cells + 1]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<u32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let stretch = (params.cells + 63u) / 64u;
  let begin = min(lane * stretch, params.cells);
  let end = min(begin + stretch, params.cells);
  let source = group.x * params.cells;
  let to = group.x * (params.cells + 1u);
  var sum = 0u;
  for (var cell = begin; cell < end; cell++) { sum += totals[source + cell]; }
  sums[lane] = sum;
  workgroupBarrier();
  var start = 0u;
  for (var k = 0u; k < lane; k++) { start += sums[k]; }
  for (var cell = begin; cell < end; cell++) {
    starts[to + cell] = start;
    start += totals[source + cell];
  }
  if (lane == 63u) { starts[to + params.cells] = start; }
}
