/**
 * Files hold normals in different axis orders and signs: all 48 are compared with normals whose axes are known (fitted to
 * depth), so that a person sees which order fits, and by how much.
 */

/** Three signed axes of ours (x right, y up, z towards the camera), as the file's three channels hold them: '+x-z+y'. */
export type AxisOrder = string;

export interface AxisFit {
  readonly order: AxisOrder;
  /** Against the reference, degrees. */
  readonly median: number;
  /** Likewise. It counts the few pixels too that alone tell two orders apart. */
  readonly mean: number;
  /** Pixels where both are valid, of those looked at. */
  readonly pixels: number;
}

interface SignedAxis {
  /** The file's channel that holds our x, y or z. */
  readonly channel: number;
  readonly sign: number;
}

const AXES = ['x', 'y', 'z'] as const;
const PERMUTATIONS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;
/** Enough for a median to a tenth of a degree. */
const PIXELS_LOOKED_AT = 20_000;
const LEAST_LENGTH = 0.5;

/** All 48; mirrored ones too, since a file may count y down and z towards the camera. */
export const AXIS_ORDERS: readonly AxisOrder[] = PERMUTATIONS.flatMap((axes) =>
  Array.from({ length: 8 }, (_, signs) =>
    axes.map((axis, bit) => ((signs >> bit) & 1 ? '-' : '+') + AXES[axis]!).join(''),
  ),
);

/** "x, -z, y": what the file's three channels hold, for people. */
export function axisOrderTitle(order: AxisOrder): string {
  return axesIn(order)
    .map(({ sign, axis }) => (sign < 0 ? '-' : '') + AXES[axis]!)
    .join(', ');
}

/**
 * The file's normals in our axes.
 * @param normals [H, W, 3]; (0, 0, 0) = invalid, which stays
 * @param order one of AXIS_ORDERS
 */
export function applyAxes(normals: Float32Array, order: AxisOrder): Float32Array {
  const [x, y, z] = sourcesOf(order);
  const turned = new Float32Array(normals.length);
  for (let i = 0; i < normals.length; i += 3) {
    // + 0: a zero keeps its sign, so that invalid pixels hold no -0
    turned[i] = x.sign * normals[i + x.channel]! + 0;
    turned[i + 1] = y.sign * normals[i + y.channel]! + 0;
    turned[i + 2] = z.sign * normals[i + z.channel]! + 0;
  }
  return turned;
}

/**
 * All orders, the one that agrees best on the mean first.
 * @param found as in the file [H, W, 3]; (0, 0, 0) = invalid; any length
 * @param reference in our axes [H, W, 3]; (0, 0, 0) = invalid
 * @returns empty where no pixel has both
 */
export function bestAxes(found: Float32Array, reference: Float32Array): AxisFit[] {
  const pairs = pairsOf(found, reference);
  if (pairs.length === 0) return [];
  const fits = AXIS_ORDERS.map((order) => {
    const [x, y, z] = sourcesOf(order);
    const angles = Float32Array.from(pairs, ([f, r]) =>
      degrees(x.sign * f[x.channel]! * r[0]! + y.sign * f[y.channel]! * r[1]! + z.sign * f[z.channel]! * r[2]!),
    ).sort();
    const mean = angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
    return { order, median: angles[angles.length >> 1]!, mean, pixels: pairs.length };
  });
  return fits.sort((a, b) => a.mean - b.mean);
}

function degrees(cosine: number): number {
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

function axesIn(order: AxisOrder): { readonly sign: number; readonly axis: number }[] {
  return [0, 1, 2].map((channel) => ({
    sign: order[2 * channel] === '-' ? -1 : 1,
    axis: AXES.indexOf(order[2 * channel + 1] as 'x' | 'y' | 'z'),
  }));
}

function sourcesOf(order: AxisOrder): readonly [SignedAxis, SignedAxis, SignedAxis] {
  const axes = axesIn(order);
  const holding = (wanted: number): SignedAxis => {
    const channel = axes.findIndex(({ axis }) => axis === wanted);
    if (channel < 0) throw new RangeError(`no axis order: "${order}"; known are ${AXIS_ORDERS.join(' ')}`);
    return { channel, sign: axes[channel]!.sign };
  };
  return [holding(0), holding(1), holding(2)];
}

/** Unit vectors of pixels, evenly over the image, where both are valid. */
function pairsOf(found: Float32Array, reference: Float32Array): (readonly [Float32Array, Float32Array])[] {
  const pixels = found.length / 3;
  const step = Math.max(1, Math.floor(pixels / PIXELS_LOOKED_AT));
  const pairs: (readonly [Float32Array, Float32Array])[] = [];
  for (let i = 0; i < pixels; i += step) {
    const f = unit(found, 3 * i);
    const r = unit(reference, 3 * i);
    if (f && r) pairs.push([f, r]);
  }
  return pairs;
}

function unit(normals: Float32Array, at: number): Float32Array | undefined {
  const vector = normals.slice(at, at + 3);
  const length = Math.hypot(vector[0]!, vector[1]!, vector[2]!);
  return length >= LEAST_LENGTH ? vector.map((value) => value / length) : undefined;
}
