// @use lib/fused-heads
// Gradient of fused-output to W2 and b2, in parts: sums over stretches of rays of d(out) ⊗ Hc, and of d(out) times
// the accumulated weight for b2. fused-reduce adds the parts, in order, so the result is repeatable.
// One thread takes one stretch, one row and four units (or, past the last, b2).
// Test: test/gpu/kernels/fused-output.test.ts.
struct Params {
  rays: u32,
  hidden_quads: u32, // hidden units / 4 of one head's net
  head_quads: u32,   // of all heads' nets
  channels: u32,     // of all heads
  stretch: u32,      // rays a part
  end_0: u32, end_1: u32, end_2: u32, end_3: u32, end_4: u32, end_5: u32, end_6: u32, end_7: u32,
}

@group(0) @binding(0) var<storage, read> d_out: array<f32>;         // [rays, channels]
@group(0) @binding(1) var<storage, read> composited: array<vec4f>;  // [rays, 4 * head_quads]
@group(0) @binding(2) var<storage, read> accumulated: array<f32>;   // [rays]
@group(0) @binding(3) var<storage, read_write> parts: array<vec4f>; // [parts, channels, hidden + 4]: last quad = b2, 0, 0, 0
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let width = params.hidden_quads + 1u;
  let c = thread % width;
  let row = thread / width % params.channels;
  let part = thread / (width * params.channels);
  let begin = part * params.stretch;
  if (begin >= params.rays) { return; }
  let end = min(begin + params.stretch, params.rays);
  var sum = vec4f(0.0);
  if (c == params.hidden_quads) {
    for (var ray = begin; ray < end; ray++) { sum.x += d_out[ray * params.channels + row] * accumulated[ray]; }
  } else {
    let source = head_of(row) * params.hidden_quads + c;
    for (var ray = begin; ray < end; ray++) {
      sum += d_out[ray * params.channels + row] * composited[ray * params.head_quads + source];
    }
  }
  parts[thread] = sum;
}
