// @use lib/fused-heads
// The last layer of up to four heads, once a ray: out = W2 Hc + b2 * accumulated weight (spec/regularizer.md §2b).
// One thread takes one output channel of four rays. Each head has a buffer of its own, so that nobody has to slice.
// Gradients: fused-output-grad.wgsl, fused-output-weights.wgsl. Test: test/gpu/kernels/fused-output.test.ts.
struct Params {
  rays: u32,
  hidden_quads: u32, // hidden units / 4 of one head's net
  head_quads: u32,   // of all heads' nets
  first_head: u32,   // of this launch
  row_begin: u32, row_end: u32, // rows of W2 in this launch
  end_0: u32, end_1: u32, end_2: u32, end_3: u32, end_4: u32, end_5: u32, end_6: u32, end_7: u32,
}

@group(0) @binding(0) var<storage, read> composited: array<vec4f>; // [rays, 4 * head_quads]
@group(0) @binding(1) var<storage, read> accumulated: array<f32>;  // [rays]
@group(0) @binding(2) var<storage, read> w2: array<vec4f>;         // [rows, hidden]
@group(0) @binding(3) var<storage, read> b2: array<f32>;           // [rows]
@group(0) @binding(4) var<storage, read_write> out_0: array<f32>;  // [rays, channels of the head]
@group(0) @binding(5) var<storage, read_write> out_1: array<f32>;
@group(0) @binding(6) var<storage, read_write> out_2: array<f32>;
@group(0) @binding(7) var<storage, read_write> out_3: array<f32>;
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let rows = params.row_end - params.row_begin;
  let row = params.row_begin + thread % rows;
  let first_ray = thread / rows * 4u;
  if (first_ray >= params.rays) { return; }
  let head = head_of(row);
  let begin = head_begin(head);
  let channels = head_end(head) - begin;
  let last = params.rays - 1u;
  let source = head * params.hidden_quads;
  let ray = min(vec4u(0u, 1u, 2u, 3u) + first_ray, vec4u(last)); // past the end: the last ray again
  let at = ray * params.head_quads + source;
  var sum = vec4f(0.0);
  for (var c = 0u; c < params.hidden_quads; c++) {
    let w = w2[row * params.hidden_quads + c];
    sum += w * mat4x4f(composited[at.x + c], composited[at.y + c], composited[at.z + c], composited[at.w + c]);
  }
  for (var k = 0u; k < 4u; k++) {
    let value = sum[k] + b2[row] * accumulated[ray[k]];
    let to = ray[k] * channels + row - begin;
    switch (head - params.first_head) {
      case 0u: { out_0[to] = value; }
      case 1u: { out_1[to] = value; }
      case 2u: { out_2[to] = value; }
      default: { out_3[to] = value; }
    }
  }
}
