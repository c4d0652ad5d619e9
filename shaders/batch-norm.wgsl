// Batch norm, second of two launches: y = (x - mean) / sqrt(variance + epsilon) gamma + beta, plus a residual if
// there is one, and max(0, y) if relu = 1.
// In training the chunks of batch-norm-statistics.wgsl are joined to the batch's mean and biased variance (Chan,
// Golub, LeVeque 1979), and the running statistics move in place, the variance with the unbiased one (PyTorch:
// running = (1 - momentum) running + momentum batch). In evaluation (chunks = 0) the running statistics serve.
// One thread joins one channel's chunks in order, then takes one chunk of its positions: both loops are about
// sqrt(positions) long, and no launch is spent on the joining. The first chunk's threads keep what was joined.
// Gradient: batch-norm-grad-sums.wgsl, batch-norm-grad.wgsl. Reference: Ioffe, Szegedy (2015);
// test/gpu/kernels/batch-norm.test.ts.
struct Params {
  positions: u32, channels: u32, chunks: u32, perChunk: u32,
  relu: u32, hasResidual: u32, momentum: f32, epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;                  // [positions, channels]
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;        // [chunks + 1, 2, channels]; the last: mean, biased variance
@group(0) @binding(2) var<storage, read_write> runningMean: array<f32>;  // [channels]
@group(0) @binding(3) var<storage, read_write> runningVar: array<f32>;   // [channels]
@group(0) @binding(4) var<storage, read> gamma: array<f32>;              // [channels]
@group(0) @binding(5) var<storage, read> beta: array<f32>;               // [channels]
@group(0) @binding(6) var<storage, read> residual: array<f32>;           // [positions, channels]; anything if hasResidual = 0
@group(0) @binding(7) var<storage, read_write> y: array<f32>;            // [positions, channels]
@group(0) @binding(8) var<uniform> params: Params;

struct Moments { center: f32, variance: f32, unbiased: f32 }

fn batchMoments(channel: u32) -> Moments {
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
  return Moments(center, squares / total, squares / (total - 1.0));
}

fn momentsOf(channel: u32, isFirst: bool) -> Moments {
  if (params.chunks == 0u) { return Moments(runningMean[channel], runningVar[channel], 0.0); }
  let batch = batchMoments(channel);
  if (isFirst) {
    runningMean[channel] += params.momentum * (batch.center - runningMean[channel]);
    runningVar[channel] += params.momentum * (batch.unbiased - runningVar[channel]);
  }
  return batch;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let chunk = i / params.channels;
  let channel = i % params.channels;
  let start = chunk * params.perChunk;
  if (start >= params.positions) { return; }
  let moments = momentsOf(channel, chunk == 0u);
  if (chunk == 0u) {
    parts[(2u * params.chunks) * params.channels + channel] = moments.center;
    parts[(2u * params.chunks + 1u) * params.channels + channel] = moments.variance;
  }
  let inverse = inverseSqrt(moments.variance + params.epsilon);
  for (var p = start; p < min(start + params.perChunk, params.positions); p++) {
    let at = p * params.channels + channel;
    let value = (x[at] - moments.center) * inverse * gamma[channel] + beta[channel]
      + select(0.0, residual[at], params.hasResidual == 1u);
    // Not max(): that may turn NaN into 0 and hide it.
    y[at] = select(value, 0.0, params.relu == 1u && value <= 0.0);
  }
}
