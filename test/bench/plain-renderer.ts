/**
 * The renderer (paper §3.2) as a person with stock tfjs alone would write it well: what the bench measures the others
 * against. Planes lie on the ray grid, so x and y fall on texels and only z is interpolated; rays are taken in as few
 * chunks as the adapter's largest binding allows. Measured on lavapipe and not faster: reading z by products with hat
 * weights, one product for the first layers of all fields, block-diagonal last layers.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { gpu } from '../../src/gpu/device';
import type { FieldParameters, RenderOptions, TriPlane } from '../../src/model/regularizer/types';

/** Some rows of rays of one image: xy [rows, W, C], xz [D, W, C], yz [rows, D, C], t [rows, W, samples]. */
interface Slab {
  readonly xy: Tensor3D;
  readonly xz: Tensor3D;
  readonly yz: Tensor3D;
  readonly t: Tensor3D;
}

/** The two texels along z around each sample, and how far it lies from the lower one; clamped to the border. */
function taps(t: Tensor, depth: number): { lower: Tensor; fraction: Tensor } {
  const texel = tf.clipByValue(tf.sub(tf.mul(tf.add(t, 1), depth / 2), 0.5), 0, depth - 1);
  const lower = tf.minimum(tf.floor(texel), Math.max(depth - 2, 0));
  return { lower, fraction: tf.sub(texel, lower) };
}

interface Read {
  /** Of the lower texel in the plane as rows of channels. */
  readonly index: Tensor;
  /** From there to the upper one. */
  readonly step: number;
  readonly fraction: Tensor;
}

/** @returns [N, C] */
function readAlongZ(plane: Tensor3D, { index, step, fraction }: Read): Tensor2D {
  const texels = tf.reshape(plane, [-1, plane.shape[2]]);
  const at = (i: Tensor): Tensor2D => tf.gather(texels, tf.cast(tf.reshape(i, [-1]), 'int32')) as Tensor2D;
  const low = at(index);
  return tf.add(low, tf.mul(tf.sub(at(tf.add(index, step)), low), tf.reshape(fraction, [-1, 1])));
}

/** Sum of the three planes at every sample, [rows * W * samples, C]. */
function features({ xy, xz, yz, t }: Slab): Tensor2D {
  const [rows, cols, samples] = t.shape;
  const channels = xy.shape[2];
  const [depthX, depthY] = [xz.shape[0], yz.shape[1]];
  const x = taps(t, depthX);
  const y = taps(t, depthY);
  const column = tf.reshape(tf.range(0, cols), [1, cols, 1]);
  const row = tf.reshape(tf.range(0, rows), [rows, 1, 1]);
  const xIndex = tf.add(tf.mul(x.lower, cols), column);
  const yIndex = tf.add(tf.mul(row, depthY), y.lower);
  const both = tf.add(
    readAlongZ(xz, { index: xIndex, step: depthX > 1 ? cols : 0, fraction: x.fraction }),
    readAlongZ(yz, { index: yIndex, step: depthY > 1 ? 1 : 0, fraction: y.fraction }),
  );
  const own = tf.reshape(xy, [rows, cols, 1, channels]);
  return tf.reshape(tf.add(tf.reshape(both, [rows, cols, samples, channels]), own), [-1, channels]);
}

/** All fields' values, the raw density last: [N, rows of w2]. */
function fieldsAt(points: Tensor2D, { w1, b1, w2, b2 }: FieldParameters, options: RenderOptions): Tensor2D {
  const { fieldHidden: hidden, slope } = options;
  let row = 0;
  const values = [...options.heads.map(({ channels }) => channels), 1].map((channels, net) => {
    const first = tf.transpose(tf.slice(w1, [net * hidden, 0], [hidden, -1]));
    const units = tf.leakyRelu(tf.add(tf.matMul(points, first), tf.slice(b1, [net * hidden], [hidden])), slope);
    const last = tf.transpose(tf.slice(w2, [row, 0], [channels, hidden]));
    row += channels;
    return tf.matMul(units as Tensor2D, last);
  });
  return tf.add(tf.concat(values, 1), b2);
}

/**
 * Sum of the earlier entries of each row, as a product: stock cumsum (4.22) compiles a row's length into its shader but
 * not into that shader's key, and is wrong for a second length in one process.
 */
function sumBefore(x: Tensor2D): Tensor2D {
  const index = tf.range(0, x.shape[1]);
  const earlier = tf.cast(tf.less(tf.expandDims(index, 1), tf.expandDims(index, 0)), 'float32') as Tensor2D;
  return tf.matMul(x, earlier);
}

/** Midpoint rule with softplus(x - 1), as weights of samples. @param raw, t [rays, samples] */
function sampleWeights(raw: Tensor2D, t: Tensor2D): Tensor2D {
  const intervals: [number, number] = [raw.shape[0], raw.shape[1] - 1];
  const left = (x: Tensor2D): Tensor2D => tf.slice(x, [0, 0], intervals);
  const right = (x: Tensor2D): Tensor2D => tf.slice(x, [0, 1], intervals);
  const middle = tf.mul(tf.add(left(raw), right(raw)), 0.5);
  const tau = tf.mul(tf.softplus(tf.sub(middle, 1)), tf.sub(right(t), left(t))) as Tensor2D;
  const arriving = tf.exp(tf.neg(sumBefore(tau)));
  const weights = tf.mul(arriving, tf.sub(1, tf.exp(tf.neg(tau)))) as Tensor2D;
  const padded = (before: number): Tensor =>
    tf.pad(weights, [
      [0, 0],
      [before, 1 - before],
    ]);
  return tf.mul(tf.add(padded(1), padded(0)), 0.5);
}

/** @returns all heads' channels, [rays, channels] */
function renderSlab(slab: Slab, fields: FieldParameters, options: RenderOptions): Tensor2D {
  const [rows, cols, samples] = slab.t.shape;
  const rays = rows * cols;
  const values = fieldsAt(features(slab), fields, options);
  const channels = values.shape[1] - 1;
  const raw = tf.reshape(tf.slice(values, [0, channels], [-1, 1]), [rays, samples]) as Tensor2D;
  const weights = sampleWeights(raw, tf.reshape(slab.t, [rays, samples]));
  const seen = tf.reshape(tf.slice(values, [0, 0], [-1, channels]), [rays, samples, channels]) as Tensor3D;
  const perRay = tf.matMul(tf.reshape(weights, [rays, 1, samples]) as Tensor3D, seen); // faster than a sum over an axis
  return tf.reshape(perRay, [rays, channels]);
}

/** Rows of rays that go together: no buffer may pass what one binding holds. */
function rowsAtOnce(rows: number, bytesOfRow: number): number {
  const fit = Math.max(1, Math.floor(gpu().device.limits.maxStorageBufferBindingSize / bytesOfRow));
  return Math.ceil(rows / Math.ceil(rows / fit));
}

function slabsOf(planes: TriPlane, t: Tensor4D, hidden: number): Slab[] {
  const [batch, rows, cols, samples] = t.shape;
  const widest = Math.max(hidden, planes.xy.shape[3]);
  const each = rowsAtOnce(rows, 4 * cols * samples * widest);
  const slabs: Slab[] = [];
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row += each) {
      const cut = (x: Tensor4D, first: number, count: number): Tensor3D =>
        tf.squeeze(tf.slice(x, [image, first, 0, 0], [1, count, -1, -1]), [0]);
      const [xy, yz, at] = [planes.xy, planes.yz, t].map((x) => cut(x, row, Math.min(each, rows - row)));
      slabs.push({ xy: xy!, yz: yz!, t: at!, xz: cut(planes.xz, 0, planes.xz.shape[1]) });
    }
  }
  return slabs;
}

/**
 * @param t [B, rays, samples]
 * @returns raw rendered maps by head id, [B, rows, columns, channels]; differentiable in planes and fields
 */
export function plainRender(
  { planes, fields, t }: { planes: TriPlane; fields: FieldParameters; t: Tensor3D },
  options: RenderOptions,
): Record<string, Tensor4D> {
  return tf.tidy(() => {
    const { heads, rays, fieldHidden } = options;
    const [batch, , samples] = t.shape;
    const grid: [number, number, number] = [batch, ...rays];
    const slabs = slabsOf(planes, tf.reshape(t, [...grid, samples]), fieldHidden);
    const widths = heads.map(({ channels }) => channels);
    const maps = tf.split(
      tf.concat(
        slabs.map((slab) => renderSlab(slab, fields, options)),
        0,
      ),
      widths,
      1,
    );
    return Object.fromEntries(
      heads.map(({ id, channels }, i) => [id, tf.reshape(maps[i]!, [...grid, channels]) as Tensor4D]),
    );
  });
}
