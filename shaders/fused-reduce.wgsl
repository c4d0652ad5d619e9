// Adds up, in order, the parts of the gradients of both layers of all fields: W1 and b1 from fused-project-weights,
// W2 and b2 of the heads from fused-output-weights, those of the density (one bias) from fused-composite-grad or, where
// it lies over the heads' units, from fused-composite.
// One thread takes four weights or one bias. Test: test/gpu/model/regularizer-fused.test.ts.
struct Params {
  parts_1: u32, units: u32, plane_quads: u32,        // first layer: [parts_1, units, plane_quads + 1]
  parts_2: u32, channels: u32, hidden_quads: u32,    // heads' output layer: [parts_2, channels, hidden_quads + 1]
  parts_density: u32, density_rows: u32,             // density's rows: [parts_density, density_rows * hidden_quads + 1]
  scale: f32,                                        // of the projection: planes summed (1) or averaged (1/3)
}

@group(0) @binding(0) var<storage, read> first_layer: array<vec4f>;
@group(0) @binding(1) var<storage, read> output_layer: array<vec4f>;
@group(0) @binding(2) var<storage, read> density_row: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_w1: array<vec4f>; // [units, channels of a plane]
@group(0) @binding(4) var<storage, read_write> d_b1: array<f32>;   // [units]
@group(0) @binding(5) var<storage, read_write> d_w2: array<vec4f>; // [channels + density_rows, hidden]
@group(0) @binding(6) var<storage, read_write> d_b2: array<f32>;   // [channels + 1]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let width_1 = params.plane_quads + 1u;
  let size_1 = params.units * width_1;
  var sum = vec4f(0.0);
  if (thread < size_1) {
    for (var part = 0u; part < params.parts_1; part++) { sum += first_layer[part * size_1 + thread]; }
    let row = thread / width_1;
    let c = thread % width_1;
    if (c == params.plane_quads) { d_b1[row] = sum.x; } else { d_w1[row * params.plane_quads + c] = params.scale * sum; }
    return;
  }
  let at = thread - size_1;
  let width_2 = params.hidden_quads + 1u;
  let row = at / width_2;
  let c = at % width_2;
  if (row >= params.channels + params.density_rows) { return; }
  if (row < params.channels) {
    for (var part = 0u; part < params.parts_2; part++) { sum += output_layer[part * params.channels * width_2 + at]; }
  } else {
    let width = params.density_rows * params.hidden_quads + 1u;
    let bias = c == params.hidden_quads;
    if (bias && row > params.channels) { return; }
    let column = select((row - params.channels) * params.hidden_quads + c, width - 1u, bias);
    for (var part = 0u; part < params.parts_density; part++) { sum += density_row[part * width + column]; }
  }
  if (c == params.hidden_quads) { d_b2[row] = sum.x; } else { d_w2[row * params.hidden_quads + c] = sum; }
}
