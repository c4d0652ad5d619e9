// Batch norm, second of three launches: joins the chunks of batch-norm-statistics.wgsl to the batch's mean and biased
// variance (Chan, Golub, LeVeque 1979) and moves the running statistics in place, the variance with the unbiased one
// (PyTorch: running = (1 - momentum) running + momentum batch; one more batch is tracked).
// In evaluation (chunks = 0) it hands the running statistics on and moves nothing.
// One thread joins one channel's chunks in order. Test: test/gpu/kernels/batch-norm.test.ts.
struct Params { positions: u32, channels: u32, chunks: u32, perChunk: u32, momentum: f32 }

@group(0) @binding(0) var<storage, read> parts: array<f32>;              // [chunks, 2, channels]; anything in evaluation
@group(0) @binding(1) var<storage, read_write> statistics: array<f32>;   // [2, channels]: mean, biased variance
@group(0) @binding(2) var<storage, read_write> runningMean: array<f32>;  // [channels]
@group(0) @binding(3) var<storage, read_write> runningVar: array<f32>;   // [channels]
@group(0) @binding(4) var<storage, read_write> tracked: array<f32>;      // []
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= params.channels) { return; }
  if (params.chunks == 0u) {
    statistics[channel] = runningMean[channel];
    statistics[params.channels + channel] = runningVar[channel];
    return;
  }
  var center = 0.0;
  var squares = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let before = f32(chunk * params.perChunk);
    let size = f32(min(params.perChunk, params.positions - chunk * params.perChunk));
    let apart = parts[(2u * chunk) * params.channels + channel] - center;
    center += apart * size / (before + size);
    squares += parts[(2u * chunk + 1u) * params.channels + channel] + apart * apart * before * size / (before + size);
  }
  let total = f32(params.positions);
  statistics[channel] = center;
  statistics[params.channels + channel] = squares / total;
  runningMean[channel] += params.momentum * (center - runningMean[channel]);
  runningVar[channel] += params.momentum * (squares / (total - 1.0) - runningVar[channel]);
  if (channel == 0u) { tracked[0] += 1.0; }
}
