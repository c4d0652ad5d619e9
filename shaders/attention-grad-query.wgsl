// Gradient of attention.wgsl, queries: with p = exp(score - lse) and D[n] = dout[n] . out[n],
//   dq[n] = scale * sum over m of p[n, m] (dout[n] . v[m] - D[n]) k[m].
// One thread takes one query and 32 channels of its head, four keys at a time, and computes the scores again; D goes on
// to attention-grad-key.wgsl. Test: test/gpu/kernels/attention.test.ts.
struct Params { tokens: u32, heads: u32, quads: u32, scale: f32 }  // quads: channels of a head / 4

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>;         // [batch, tokens, 3, heads, quads]
@group(0) @binding(1) var<storage, read> out: array<vec4f>;         // [batch, tokens, heads, quads]
@group(0) @binding(2) var<storage, read> lse: array<f32>;           // [batch, heads, tokens]
@group(0) @binding(3) var<storage, read> dout: array<vec4f>;        // [batch, tokens, heads, quads]
@group(0) @binding(4) var<storage, read_write> dqkv: array<vec4f>;  // [batch, tokens, 3, heads, quads]: the first third
@group(0) @binding(5) var<storage, read_write> dots: array<f32>;    // [batch, heads, tokens]: D
@group(0) @binding(6) var<uniform> params: Params;

const TILE = 8u;

fn mixed(rows: vec4u, i: u32, weights: vec4f) -> vec4f {
  return weights.x * qkv[rows.x + i] + weights.y * qkv[rows.y + i] + weights.z * qkv[rows.z + i] + weights.w * qkv[rows.w + i];
}

fn store(base: u32, i: u32, sum: vec4f) {
  if (i < params.quads) { dqkv[base + i] = sum; }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let n = place.x * 64u + lane;
  if (n >= params.tokens) { return; }
  let head = place.y;
  let tiles = (params.quads + TILE - 1u) / TILE;
  let first = place.z % tiles * TILE;
  let image = place.z / tiles;
  let width = params.heads * params.quads;
  let start = image * params.tokens * 3u * width + head * params.quads;
  let own = start + n * 3u * width;
  let row = (image * params.tokens + n) * width + head * params.quads;
  var average = 0.0;
  for (var i = 0u; i < params.quads; i++) { average += dot(dout[row + i], out[row + i]); }
  let at = (image * params.heads + head) * params.tokens + n;
  if (first == 0u) { dots[at] = average; }
  let total = lse[at];
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  var sum4 = vec4f(0.0);
  var sum5 = vec4f(0.0);
  var sum6 = vec4f(0.0);
  var sum7 = vec4f(0.0);
  for (var m = 0u; m < params.tokens; m += 4u) {
    let keys = vec4u(m) + vec4u(0u, 1u, 2u, 3u);
    let rows = vec4u(start + width) + min(keys, vec4u(params.tokens - 1u)) * (3u * width);
    let values = rows + vec4u(width);
    var scores = vec4f(0.0);
    var gains = vec4f(0.0);
    for (var i = 0u; i < params.quads; i++) {
      let query = qkv[own + i];
      let towards = dout[row + i];
      scores += vec4f(
        dot(query, qkv[rows.x + i]), dot(query, qkv[rows.y + i]), dot(query, qkv[rows.z + i]), dot(query, qkv[rows.w + i]),
      );
      gains += vec4f(
        dot(towards, qkv[values.x + i]), dot(towards, qkv[values.y + i]),
        dot(towards, qkv[values.z + i]), dot(towards, qkv[values.w + i]),
      );
    }
    let weights = exp(scores * params.scale - total);
    let changes = select(vec4f(0.0), weights * (gains - average) * params.scale, keys < vec4u(params.tokens));
    let source = rows + vec4u(first);
    sum0 += mixed(source, 0u, changes);
    sum1 += mixed(source, 1u, changes);
    sum2 += mixed(source, 2u, changes);
    sum3 += mixed(source, 3u, changes);
    sum4 += mixed(source, 4u, changes);
    sum5 += mixed(source, 5u, changes);
    sum6 += mixed(source, 6u, changes);
    sum7 += mixed(source, 7u, changes);
  }
  store(own, first + 0u, sum0);
  store(own, first + 1u, sum1);
  store(own, first + 2u, sum2);
  store(own, first + 3u, sum3);
  store(own, first + 4u, sum4);
  store(own, first + 5u, sum5);
  store(own, first + 6u, sum6);
  store(own, first + 7u, sum7);
}
