// Products of matrices, one for each image and head, that lie in larger tensors at any strides:
//   y[b, h, m, n] = factor * sum over k of a[b, h, m, k] other[b, h, n, k].
// So one file makes attention's scores (query by key), its result (weights by value) and the gradients of both.
// One thread makes 4 rows m times 4 columns n in registers; a workgroup shares its columns, whose loads are uniform.
// Test: test/gpu/kernels/head-product.test.ts.
struct Params {
  heads: u32, rows: u32, columns: u32, depth: u32, factor: f32,
  aImage: u32, aHead: u32, aRow: u32, aDepth: u32,
  otherImage: u32, otherHead: u32, otherColumn: u32, otherDepth: u32,
  yImage: u32, yHead: u32, yRow: u32, yColumn: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [batch, heads, rows, depth] at the strides a*
@group(0) @binding(1) var<storage, read> other: array<f32>;    // [batch, heads, columns, depth] at the strides other*
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [batch, heads, rows, columns] at the strides y*
@group(0) @binding(3) var<uniform> params: Params;

const TILE = 4u;

fn store(base: u32, row: u32, column: u32, sum: vec4f) {
  if (row >= params.rows) { return; }
  for (var j = 0u; j < min(TILE, params.columns - column); j++) {
    y[base + row * params.yRow + (column + j) * params.yColumn] = params.factor * sum[j];
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = (place.x * 64u + lane) * TILE;
  if (row >= params.rows) { return; }
  let column = place.y * TILE;
  let image = place.z / params.heads;
  let head = place.z % params.heads;
  // Rows and columns past the end compute what the last ones do and are never stored.
  let rows = min(vec4u(row) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  let columns = min(vec4u(column) + vec4u(0u, 1u, 2u, 3u), vec4u(params.columns - 1u));
  var source = vec4u(image * params.aImage + head * params.aHead) + rows * params.aRow;
  var by = vec4u(image * params.otherImage + head * params.otherHead) + columns * params.otherColumn;
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  for (var k = 0u; k < params.depth; k++) {
    let weights = vec4f(other[by.x], other[by.y], other[by.z], other[by.w]);
    sum0 += a[source.x] * weights;
    sum1 += a[source.y] * weights;
    sum2 += a[source.z] * weights;
    sum3 += a[source.w] * weights;
    source += vec4u(params.aDepth);
    by += vec4u(params.otherDepth);
  }
  let base = image * params.yImage + head * params.yHead;
  store(base, row, column, sum0);
  store(base, row + 1u, column, sum1);
  store(base, row + 2u, column, sum2);
  store(base, row + 3u, column, sum3);
}
