// The hidden units of the stacked task fields at any point of the box, four at a time:
//   h = LeakyReLU(bilinear(Q_xy; y, x) + bilinear(Q_xz; z, x) + bilinear(Q_yz; y, z)),
// where Q are the planes after their 1x1 convolution with W1 (fused-project), border padding. `projected` holds them
// one after the other; a shader that uses this file binds it and `params` with batch, height_0, width_0 … height_2,
// width_2, quads (channels of `projected` / 4) and slope.
struct Patch { at: vec4u, weight: vec4f } // four texels around a point, in vec4: upper left, upper right, lower ones

fn patch_of(texels: u32, image: u32, size: vec2u, v: vec2f) -> Patch {
  let last = vec2f(size) - 1.0;
  let c = clamp(((v + 1.0) * vec2f(size) - 1.0) * 0.5, vec2f(0.0), last);
  let low = min(floor(c), max(last - 1.0, vec2f(0.0))); // the next texel exists, too, unless there is but one
  let base = (texels + (image * size.x + u32(low.x)) * size.y + u32(low.y)) * params.quads;
  let down = select(0u, size.y * params.quads, size.x > 1u);
  let right = select(0u, params.quads, size.y > 1u);
  let f = c - low;
  let lower = vec2f(f.x - f.x * f.y, f.x * f.y);
  return Patch(vec4u(base, base + right, base + down, base + down + right), vec4f(1.0 - f.y - lower.x, f.y - lower.y, lower));
}

struct Patches { xy: Patch, xz: Patch, yz: Patch }

fn patches_at(image: u32, point: vec4f) -> Patches {
  let xy = vec2u(params.height_0, params.width_0);
  let xz = vec2u(params.height_1, params.width_1);
  let yz = vec2u(params.height_2, params.width_2);
  let before_xz = params.batch * xy.x * xy.y;
  let before_yz = before_xz + params.batch * xz.x * xz.y;
  return Patches(
    patch_of(0u, image, xy, point.yx),
    patch_of(before_xz, image, xz, point.zx),
    patch_of(before_yz, image, yz, point.yz),
  );
}

fn read_patch(around: Patch, quad: u32) -> vec4f {
  let upper = around.weight.x * projected[around.at.x + quad] + around.weight.y * projected[around.at.y + quad];
  return upper + around.weight.z * projected[around.at.z + quad] + around.weight.w * projected[around.at.w + quad];
}

fn pre_activation(patches: Patches, quad: u32) -> vec4f {
  return read_patch(patches.xy, quad) + read_patch(patches.xz, quad) + read_patch(patches.yz, quad);
}

fn leaky(x: vec4f) -> vec4f { return max(x, vec4f(0.0)) + params.slope * min(x, vec4f(0.0)); }

fn sign_bits(x: vec4f) -> u32 {
  let bits = select(vec4u(0u), vec4u(1u, 2u, 4u, 8u), x > vec4f(0.0));
  return bits.x | bits.y | bits.z | bits.w;
}
