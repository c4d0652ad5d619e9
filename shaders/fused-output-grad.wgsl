// @use lib/fused-heads
// Gradient of fused-output to the composited units and to the accumulated weight: G = W2ᵀ d(out), G_acc = b2 · d(out).
// One thread takes four units (or, past the last, G_acc) of four rays. Test: test/gpu/kernels/fused-output.test.ts.
struct Params {
  rays: u32,
  hidden_quads: u32, // hidden units / 4 of one head's net
  head_quads: u32,   // of all heads' nets
  channels: u32,     // of all heads
  end_0: u32, end_1: u32, end_2: u32, end_3: u32, end_4: u32, end_5: u32, end_6: u32, end_7: u32,
}

@group(0) @binding(0) var<storage, read> d_out: array<f32>;            // [rays, channels]
@group(0) @binding(1) var<storage, read> w2: array<vec4f>;             // [rows, hidden]
@group(0) @binding(2) var<storage, read> b2: array<f32>;               // [rows]
@group(0) @binding(3) var<storage, read_write> g: array<vec4f>;        // [rays, 4 * head_quads]
@group(0) @binding(4) var<storage, read_write> g_accumulated: array<f32>; // [rays]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let width = params.head_quads + 1u;
  let quad = thread % width;
  let first_ray = thread / width * 4u;
  if (first_ray >= params.rays) { return; }
  let ray = min(vec4u(0u, 1u, 2u, 3u) + first_ray, vec4u(params.rays - 1u)); // past the end: the last ray again
  let at = ray * params.channels;
  if (quad == params.head_quads) {
    var sum = vec4f(0.0);
    for (var k = 0u; k < params.channels; k++) {
      sum += b2[k] * vec4f(d_out[at.x + k], d_out[at.y + k], d_out[at.z + k], d_out[at.w + k]);
    }
    for (var k = 0u; k < 4u; k++) { g_accumulated[ray[k]] = sum[k]; }
    return;
  }
  let head = quad / params.hidden_quads;
  let c = quad % params.hidden_quads;
  let end = head_end(head);
  var sum: array<vec4f, 4>;
  for (var row = head_begin(head); row < end; row++) {
    let w = w2[row * params.hidden_quads + c];
    sum[0] += d_out[at.x + row] * w;
    sum[1] += d_out[at.y + row] * w;
    sum[2] += d_out[at.z + row] * w;
    sum[3] += d_out[at.w + row] * w;
  }
  for (var k = 0u; k < 4u; k++) { g[ray[k] * params.head_quads + quad] = sum[k]; }
}
