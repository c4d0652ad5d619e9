// Gradient of channel-gate.wgsl, s = sigmoid(gate): dx[p, c] = sum over t of dy s, in order, and by chunks of pixels
// parts[k, b, t, c] = sum over the chunk of dy x s (1 - s), towards the gate; sum-parts.wgsl adds the chunks up.
// One thread walks one channel of one chunk of one image, all its tasks (at most 8) at once.
struct Params { batch: u32, pixels: u32, tasks: u32, channels: u32, chunks: u32, perChunk: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [batch, pixels, channels]
@group(0) @binding(1) var<storage, read> gate: array<f32>;         // [batch, tasks, channels]
@group(0) @binding(2) var<storage, read> dy: array<f32>;           // [batch, pixels, tasks, channels]
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;     // [batch, pixels, channels]
@group(0) @binding(4) var<storage, read_write> parts: array<f32>;  // [chunks, batch, tasks, channels]
@group(0) @binding(5) var<uniform> params: Params;

const MOST_TASKS = 8u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.batch * params.channels) { return; }
  let c = i % params.channels;
  let b = (i / params.channels) % params.batch;
  let chunk = i / params.channels / params.batch;
  var s: array<f32, MOST_TASKS>;
  var sums: array<f32, MOST_TASKS>;
  for (var t = 0u; t < params.tasks; t++) {
    s[t] = 1.0 / (1.0 + exp(-gate[(b * params.tasks + t) * params.channels + c]));
    sums[t] = 0.0;
  }
  let end = min((chunk + 1u) * params.perChunk, params.pixels);
  for (var p = chunk * params.perChunk; p < end; p++) {
    let position = b * params.pixels + p;
    let value = x[position * params.channels + c];
    var slope = 0.0;
    for (var t = 0u; t < params.tasks; t++) {
      let given = dy[(position * params.tasks + t) * params.channels + c];
      slope += given * s[t];
      sums[t] += given * value;
    }
    dx[position * params.channels + c] = slope;
  }
  for (var t = 0u; t < params.tasks; t++) {
    parts[((chunk * params.batch + b) * params.tasks + t) * params.channels + c] = sums[t] * s[t] * (1.0 - s[t]);
  }
}
