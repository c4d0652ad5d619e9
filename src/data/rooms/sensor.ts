/**
 * What a structured-light camera such as NYUv2's would deliver of an exact picture. Depth follows Barron and Malik 2013
 * and Handa et al. 2014: neighbours are mixed up at edges, disparity is noisy and quantised, so that steps grow with
 * the square of the distance. Nothing comes back from dark or shining surfaces, at grazing angles, and from where the
 * projector's light does not reach.
 */
import { Random } from '../../base/random';
import type { Intrinsics } from '../sample';

const DISPARITY = 351.3; // of a point one metre away, in steps of an eighth of a Kinect's pixel (Handa et al. 2014)
const DISPARITY_NOISE = 1 / 6; // steps
const SHIFT = 0.5; // pixels of a 320 px wide picture: how far neighbours are mixed up
const BASELINE = 0.075; // metres from the projector to the camera
const GAIN = 9; // chosen so that a black screen at two metres is half lost, and a white wall at five is whole
const [NEAREST, FARTHEST] = [0.45, 9]; // metres

export interface Exact {
  readonly height: number;
  readonly width: number;
  /** Metres; [H, W]. */
  readonly depth: Float32Array;
  /** [H, W, 3]; z towards the camera. */
  readonly normals: Float32Array;
  /** The square root of the brightness of surfaces, and how much they shine or glow, 0..1. */
  readonly bright: Float32Array;
  readonly shine: Float32Array;
  readonly intrinsics: Intrinsics;
}

/** Where the light of a projector beside the camera does not fall: 1; [H, W]. */
export function projectorShadow({ height, width, depth, intrinsics }: Exact): Uint8Array {
  const shadow = new Uint8Array(height * width);
  const nearest = new Float32Array(width);
  const columnOf = (x: number, z: number): number => Math.round(x - (intrinsics.fx * width * BASELINE) / z);
  for (let y = 0; y < height; y++) {
    nearest.fill(Infinity);
    for (let x = 0; x < width; x++) {
      const z = depth[y * width + x]!;
      const column = columnOf(x, z);
      if (z > 0 && column >= 0 && z < nearest[column]!) nearest[column] = z;
    }
    for (let x = 0; x < width; x++) {
      const z = depth[y * width + x]!;
      const column = columnOf(x, z);
      if (z > 0 && column >= 0 && z > 1.06 * nearest[column]!) shadow[y * width + x] = 1;
    }
  }
  return shadow;
}

/** How sure an echo is, 0..1: the cosine of the angle at which the light falls, times what the surface sends back. */
function echo({ width, height, depth, normals, bright, shine, intrinsics }: Exact, at: number): number {
  const x = (((at % width) + 0.5) / width - intrinsics.cx) / intrinsics.fx;
  const y = ((Math.floor(at / width) + 0.5) / height - intrinsics.cy) / intrinsics.fy;
  const [nx, ny, nz] = [normals[3 * at]!, normals[3 * at + 1]!, normals[3 * at + 2]!];
  const cosine = Math.max(0, (-x * nx + y * ny + nz) / Math.hypot(x, y, 1));
  const diffuse = (0.03 + bright[at]!) * (1 - shine[at]!) ** 2;
  return (cosine * diffuse) / (0.3 + 0.05 * depth[at]! ** 2);
}

/** Smooth noise in 0..1, one value every few pixels: holes are blotches and not grains. */
class Blotches {
  private readonly columns: number;
  private readonly values: Float32Array;

  constructor(
    { height, width }: Exact,
    private readonly cell: number,
    random: Random,
  ) {
    this.columns = Math.ceil(width / cell) + 2;
    this.values = Float32Array.from({ length: this.columns * (Math.ceil(height / cell) + 2) }, () => random.uniform());
  }

  at(x: number, y: number): number {
    const [u, v] = [x / this.cell, y / this.cell];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [a, b] = [u - i, v - j];
    const value = (column: number, row: number): number => this.values[row * this.columns + column]!;
    const upper = value(i, j) * (1 - a) + value(i + 1, j) * a;
    const lower = value(i, j + 1) * (1 - a) + value(i + 1, j + 1) * a;
    return upper * (1 - b) + lower * b;
  }
}

/** Depth as the sensor gives it, 0 where it gives none; [H, W]. */
export function sensorDepth(exact: Exact, seed: number): Float32Array {
  const { height, width, depth } = exact;
  const random = new Random(seed);
  const shadow = projectorShadow(exact);
  const spread = SHIFT * Math.max(width / 320, 0.8);
  const blotches = new Blotches(exact, Math.max(2, width / 64), random);
  const noisy = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const u = Math.min(width - 1, Math.max(0, Math.round(x + spread * random.normal())));
      const v = Math.min(height - 1, Math.max(0, Math.round(y + spread * random.normal())));
      const steps = Math.round(DISPARITY / depth[v * width + u]! + DISPARITY_NOISE * random.normal());
      const doubt = 0.75 * blotches.at(x, y) + 0.25 * random.uniform();
      const lost = doubt > GAIN * echo(exact, at) || shadow[at] === 1;
      const metres = DISPARITY / Math.max(steps, 1);
      noisy[at] = lost || metres < NEAREST || metres > FARTHEST || !(depth[at]! > 0) ? 0 : metres;
    }
  }
  return noisy;
}

/** Noise of the light itself and of the chip, in place; most in the dark, where little light is amplified. */
export function sensorColours(image: Uint8Array, seed: number): void {
  const random = new Random(seed);
  for (let i = 0; i < image.length; i += 3) {
    const luminance = (image[i]! + image[i + 1]! + image[i + 2]!) / 765;
    const all = random.normal() * (2.5 + 5 * Math.sqrt(Math.max(0.25 - 0.2 * luminance, 0)));
    for (let c = 0; c < 3; c++) {
      const own = random.normal() * (c === 2 ? 3.5 : 2);
      image[i + c] = Math.min(255, Math.max(0, Math.round(image[i + c]! + all + own)));
    }
  }
}
