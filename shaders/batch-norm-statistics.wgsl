// Batch norm, first of two launches, in training only: mean and sum of squared deviations from it, per channel and
// chunk of positions. One thread walks one channel of one chunk twice (mean, then deviations: no difference of large
// squares); neighbours take neighbouring channels. batch-norm.wgsl joins the chunks.
// Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { positions: u32, channels: u32, chunks: u32, perChunk: u32, counters: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;             // [positions, channels]
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;   // [chunks + 1, 2, channels]: mean, squared deviations; the last is left open
@group(0) @binding(2) var<storage, read_write> tracked: array<f32>; // [counters]: each sees one more batch
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.chunks * params.channels) { return; }
  if (i < params.counters) { tracked[i] += 1.0; }
  let chunk = i / params.channels;
  let channel = i % params.channels;
  let start = chunk * params.perChunk;
  let end = min(start + params.perChunk, params.positions);
  var sum = 0.0;
  for (var p = start; p < end; p++) { sum += x[p * params.channels + channel]; }
  let mean = sum / f32(end - start);
  var squares = 0.0;
  for (var p = start; p < end; p++) {
    let deviation = x[p * params.channels + channel] - mean;
    squares += deviation * deviation;
  }
  parts[(2u * chunk) * params.channels + channel] = mean;
  parts[(2u * chunk + 1u) * params.channels + channel] = squares;
}
