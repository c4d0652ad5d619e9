// @use lib/fused-field
// A weighted sum of hidden units at every sample: value = bias + Σ_c weight_c h_c. With the density net's output row
// for weights it is the raw density; with each ray's own gradient G = W2ᵀ d(out) it is the gradient of the sample's
// weight (spec/regularizer.md §2). One thread takes one sample: no hidden unit is ever stored.
// Where a cell holds many samples, fused-dot-walk is faster.
// Test: test/gpu/kernels/fused-dot.test.ts.
struct Params {
  batch: u32, rows: u32, cols: u32, depth_x: u32, depth_y: u32, samples: u32,
  quads: u32,        // channels / 4 of `projected`
  slope: f32, zeros: u32,
  first_quad: u32,   // the first hidden units / 4 that are summed
  count: u32,        // how many / 4
  first_weight: u32, // in vec4
  weight_step: u32,  // from ray to ray, in vec4; 0: all rays the same
  first_bias: u32,
  bias_step: u32,
}

@group(0) @binding(0) var<storage, read> projected: array<vec4f>;
@group(0) @binding(1) var<storage, read> t: array<f32>;           // [batch, rows, cols, samples]
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> biases: array<f32>;
@group(0) @binding(4) var<storage, read_write> value: array<f32>; // as t
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let sample = id.x + id.y * groups.x * 64u;
  let ray = sample / params.samples;
  let b = ray / (params.rows * params.cols);
  if (b >= params.batch) { return; }
  let i = ray / params.cols % params.rows;
  let j = ray % params.cols;
  let z = t[sample];
  let cell_x = cell_of(z, params.depth_x);
  let cell_y = cell_of(z, params.depth_y);
  let a = at_xy(b, i, j) + params.first_quad;
  let x0 = at_xz(b, j) + texel_of(cell_x.knot) * params.cols * params.quads + params.first_quad;
  let y0 = at_yz(b, i) + texel_of(cell_y.knot) * params.quads + params.first_quad;
  let x1 = x0 + step_x();
  let y1 = y0 + step_y();
  let w = params.first_weight + ray * params.weight_step;
  var sum = vec4f(0.0);
  for (var c = 0u; c < params.count; c++) {
    let pre = projected[a + c] + cell_x.inside * mix(projected[x0 + c], projected[x1 + c], cell_x.fraction)
      + cell_y.inside * mix(projected[y0 + c], projected[y1 + c], cell_y.fraction);
    sum += weights[w + c] * leaky(pre);
  }
  value[sample] = biases[params.first_bias + ray * params.bias_step] + (sum.x + sum.y) + (sum.z + sum.w);
}
