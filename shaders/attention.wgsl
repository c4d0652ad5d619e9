// Self-attention of a transformer: out[n] = sum over m of softmax_m(scale q[n] . k[m]) v[m], for each image and head.
// One thread takes one query and 32 channels of its head, and walks all keys once, four at a time: largest score, sum
// and result so far stay in registers (online softmax: Milakov & Gimelshein 2018), and no matrix of scores is stored.
// A head of 64 has its scores computed twice: with all its channels in one thread, software adapters compile for
// minutes. A workgroup shares its head, so that the loads of keys and values are uniform. Kept for the gradient: the
// logarithm of each softmax's sum. Channels past the head's end are computed from whatever lies there, never stored.
// Gradient: attention-grad-query.wgsl, attention-grad-key.wgsl. Test: test/gpu/kernels/attention.test.ts.
struct Params { tokens: u32, heads: u32, quads: u32, scale: f32 }  // quads: channels of a head / 4

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>;        // [batch, tokens, 3, heads, quads]
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;  // [batch, tokens, heads, quads]
@group(0) @binding(2) var<storage, read_write> lse: array<f32>;    // [batch, heads, tokens]: log of the sum of exp(score)
@group(0) @binding(3) var<uniform> params: Params;

const TILE = 8u;
const NEVER = -3.4e38;  // the score of a key that is not there

/// Of four rows the same quad, each weighed.
fn mixed(rows: vec4u, i: u32, weights: vec4f) -> vec4f {
  return weights.x * qkv[rows.x + i] + weights.y * qkv[rows.y + i] + weights.z * qkv[rows.z + i] + weights.w * qkv[rows.w + i];
}

fn store(base: u32, i: u32, sum: vec4f) {
  if (i < params.quads) { out[base + i] = sum; }
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
  var largest = NEVER;
  var total = 0.0;
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
    var scores = vec4f(0.0);
    for (var i = 0u; i < params.quads; i++) {
      let query = qkv[own + i];
      scores += vec4f(
        dot(query, qkv[rows.x + i]), dot(query, qkv[rows.y + i]), dot(query, qkv[rows.z + i]), dot(query, qkv[rows.w + i]),
      );
    }
    scores = select(vec4f(NEVER), scores * params.scale, keys < vec4u(params.tokens));
    let before = largest;
    largest = max(max(max(scores.x, scores.y), max(scores.z, scores.w)), before);
    let shrink = exp(before - largest);
    let weights = exp(scores - largest);
    total = total * shrink + dot(weights, vec4f(1.0));
    let values = rows + vec4u(width + first);
    sum0 = sum0 * shrink + mixed(values, 0u, weights);
    sum1 = sum1 * shrink + mixed(values, 1u, weights);
    sum2 = sum2 * shrink + mixed(values, 2u, weights);
    sum3 = sum3 * shrink + mixed(values, 3u, weights);
    sum4 = sum4 * shrink + mixed(values, 4u, weights);
    sum5 = sum5 * shrink + mixed(values, 5u, weights);
    sum6 = sum6 * shrink + mixed(values, 6u, weights);
    sum7 = sum7 * shrink + mixed(values, 7u, weights);
  }
  let base = (image * params.tokens + n) * width + head * params.quads;
  store(base, first + 0u, sum0 / total);
  store(base, first + 1u, sum1 / total);
  store(base, first + 2u, sum2 / total);
  store(base, first + 3u, sum3 / total);
  store(base, first + 4u, sum4 / total);
  store(base, first + 5u, sum5 / total);
  store(base, first + 6u, sum6 / total);
  store(base, first + 7u, sum7 / total);
  if (first == 0u) { lse[(image * params.heads + head) * params.tokens + n] = largest + log(total); }
}
