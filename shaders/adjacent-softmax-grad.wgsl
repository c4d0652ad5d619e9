// Gradient of adjacent-softmax.wgsl with s = softmax(f), computed again: dx = s dy, df = s (x dy - sum of s x dy).
// One thread takes one group of one position.
struct Params { count: u32, width: u32 }

@group(0) @binding(0) var<storage, read> f: array<f32>;         // [count, width]
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [count, width]
@group(0) @binding(2) var<storage, read> dy: array<f32>;        // [count, width]
@group(0) @binding(3) var<storage, read_write> df: array<f32>;  // [count, width]
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;  // [count, width]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= params.count) { return; }
  let start = i * params.width;
  let end = start + params.width;
  var top = f[start];
  for (var k = start + 1u; k < end; k++) { top = max(top, f[k]); }
  var total = 0.0;
  var weighted = 0.0;
  for (var k = start; k < end; k++) {
    let e = exp(f[k] - top);
    total += e;
    weighted += e * x[k] * dy[k];
  }
  for (var k = start; k < end; k++) {
    let s = exp(f[k] - top) / total;
    dx[k] = s * dy[k];
    df[k] = s * (x[k] * dy[k] - weighted / total);
  }
}
