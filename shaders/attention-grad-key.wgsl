// Gradient of attention.wgsl, keys and values: with p = exp(score - lse) and D of attention-grad-query.wgsl,
//   dk[m] = scale * sum over n of p[n, m] (dout[n] . v[m] - D[n]) q[n],   dv[m] = sum over n of p[n, m] dout[n].
// One thread takes one key and 32 channels of its head and walks all queries, four at a time, in order: no atomics,
// repeatable. Test: test/gpu/kernels/attention.test.ts.
struct Params { tokens: u32, heads: u32, quads: u32, scale: f32 }  // quads: channels of a head / 4

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>;         // [batch, tokens, 3, heads, quads]
@group(0) @binding(1) var<storage, read> lse: array<f32>;           // [batch, heads, tokens]
@group(0) @binding(2) var<storage, read> dots: array<f32>;          // [batch, heads, tokens]: D
@group(0) @binding(3) var<storage, read> dout: array<vec4f>;        // [batch, tokens, heads, quads]
@group(0) @binding(4) var<storage, read_write> dqkv: array<vec4f>;  // [batch, tokens, 3, heads, quads]: the last two thirds
@group(0) @binding(5) var<uniform> params: Params;

const TILE = 8u;

fn mixed(rows: vec4u, i: u32, weights: vec4f) -> vec4f {
  return weights.x * qkv[rows.x + i] + weights.y * qkv[rows.y + i] + weights.z * qkv[rows.z + i] + weights.w * qkv[rows.w + i];
}

fn mixedTowards(rows: vec4u, i: u32, weights: vec4f) -> vec4f {
  return weights.x * dout[rows.x + i] + weights.y * dout[rows.y + i] + weights.z * dout[rows.z + i] + weights.w * dout[rows.w + i];
}

fn store(base: u32, i: u32, sum: vec4f) {
  if (i < params.quads) { dqkv[base + i] = sum; }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let m = place.x * 64u + lane;
  if (m >= params.tokens) { return; }
  let head = place.y;
  let tiles = (params.quads + TILE - 1u) / TILE;
  let first = place.z % tiles * TILE;
  let image = place.z / tiles;
  let width = params.heads * params.quads;
  let start = image * params.tokens * 3u * width + head * params.quads;
  let startOut = image * params.tokens * width + head * params.quads;
  let own = start + m * 3u * width + width;
  let table = (image * params.heads + head) * params.tokens;
  var key0 = vec4f(0.0);
  var key1 = vec4f(0.0);
  var key2 = vec4f(0.0);
  var key3 = vec4f(0.0);
  var key4 = vec4f(0.0);
  var key5 = vec4f(0.0);
  var key6 = vec4f(0.0);
  var key7 = vec4f(0.0);
  var value0 = vec4f(0.0);
  var value1 = vec4f(0.0);
  var value2 = vec4f(0.0);
  var value3 = vec4f(0.0);
  var value4 = vec4f(0.0);
  var value5 = vec4f(0.0);
  var value6 = vec4f(0.0);
  var value7 = vec4f(0.0);
  for (var n = 0u; n < params.tokens; n += 4u) {
    let queries = vec4u(n) + vec4u(0u, 1u, 2u, 3u);
    let tokens = min(queries, vec4u(params.tokens - 1u));
    let rows = vec4u(start) + tokens * (3u * width);
    let rowsOut = vec4u(startOut) + tokens * width;
    var scores = vec4f(0.0);
    var gains = vec4f(0.0);
    for (var i = 0u; i < params.quads; i++) {
      let key = qkv[own + i];
      let value = qkv[own + width + i];
      scores += vec4f(
        dot(key, qkv[rows.x + i]), dot(key, qkv[rows.y + i]), dot(key, qkv[rows.z + i]), dot(key, qkv[rows.w + i]),
      );
      gains += vec4f(
        dot(value, dout[rowsOut.x + i]), dot(value, dout[rowsOut.y + i]),
        dot(value, dout[rowsOut.z + i]), dot(value, dout[rowsOut.w + i]),
      );
    }
    let places = vec4u(table) + tokens;
    let totals = vec4f(lse[places.x], lse[places.y], lse[places.z], lse[places.w]);
    let averages = vec4f(dots[places.x], dots[places.y], dots[places.z], dots[places.w]);
    let weights = select(vec4f(0.0), exp(scores * params.scale - totals), queries < vec4u(params.tokens));
    let changes = weights * (gains - averages) * params.scale;
    let source = rows + vec4u(first);
    let sourceOut = rowsOut + vec4u(first);
    key0 += mixed(source, 0u, changes);
    key1 += mixed(source, 1u, changes);
    key2 += mixed(source, 2u, changes);
    key3 += mixed(source, 3u, changes);
    key4 += mixed(source, 4u, changes);
    key5 += mixed(source, 5u, changes);
    key6 += mixed(source, 6u, changes);
    key7 += mixed(source, 7u, changes);
    value0 += mixedTowards(sourceOut, 0u, weights);
    value1 += mixedTowards(sourceOut, 1u, weights);
    value2 += mixedTowards(sourceOut, 2u, weights);
    value3 += mixedTowards(sourceOut, 3u, weights);
    value4 += mixedTowards(sourceOut, 4u, weights);
    value5 += mixedTowards(sourceOut, 5u, weights);
    value6 += mixedTowards(sourceOut, 6u, weights);
    value7 += mixedTowards(sourceOut, 7u, weights);
  }
  store(own, first + 0u, key0);
  store(own, first + 1u, key1);
  store(own, first + 2u, key2);
  store(own, first + 3u, key3);
  store(own, first + 4u, key4);
  store(own, first + 5u, key5);
  store(own, first + 6u, key6);
  store(own, first + 7u, key7);
  store(own + width, first + 0u, value0);
  store(own + width, first + 1u, value1);
  store(own + width, first + 2u, value2);
  store(own + width, first + 3u, value3);
  store(own + width, first + 4u, value4);
  store(own + width, first + 5u, value5);
  store(own + width, first + 6u, value6);
  store(own + width, first + 7u, value7);
}
