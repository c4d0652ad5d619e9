// A decoded map drawn straight from its tensor: class colours, a ramp of colours, or directions as red, green, blue.
// One triangle covers the target; one fragment takes the pixel of the map that it falls into, never a blend of two:
// the ray grid is coarse, and one should see it. Bytes as the tasks paint them. Test: test/gpu/render/draw-map.test.ts.
struct Params {
  height: u32, width: u32, target_height: u32, target_width: u32, kind: u32, colors: u32, low: f32, high: f32
}

const CLASSES = 0u;    // [height, width], class numbers: palette[value]
const RAMP = 1u;       // [height, width], linear between the palette's colours from low to high
                       // 2: [height, width, 3], (n + 1) / 2
const OUTSIDE = vec3f(27.0, 29.0, 28.0); // tasks/colors UNLABELLED

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read> palette: array<u32>;  // [colors], 0xrrggbb
@group(0) @binding(2) var<uniform> params: Params;

fn bytes_of(color: u32) -> vec3f {
  return vec3f(f32(color >> 16u), f32((color >> 8u) & 255u), f32(color & 255u));
}

fn color_at(pixel: u32) -> vec3f {
  if (params.kind == CLASSES) {
    let class_number = u32(max(values[pixel], 0.0));
    if (class_number >= params.colors) { return OUTSIDE; }
    return bytes_of(palette[class_number]);
  }
  if (params.kind == RAMP) {
    let share = clamp((values[pixel] - params.low) / (params.high - params.low), 0.0, 1.0);
    let place = share * f32(params.colors - 1u);
    let stop = min(u32(place), params.colors - 2u);
    return mix(bytes_of(palette[stop]), bytes_of(palette[stop + 1u]), place - f32(stop));
  }
  let direction = vec3f(values[3u * pixel], values[3u * pixel + 1u], values[3u * pixel + 2u]);
  return (direction + 1.0) * 127.5;
}

@vertex
fn corner(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn main(@builtin(position) place: vec4f) -> @location(0) vec4f {
  let row = min(u32(place.y) * params.height / params.target_height, params.height - 1u);
  let column = min(u32(place.x) * params.width / params.target_width, params.width - 1u);
  return vec4f(color_at(row * params.width + column) / 255.0, 1.0);
}
