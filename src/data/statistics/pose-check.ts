/**
 * Whether poses fit their images: a frame's pixels are moved by depth and pose into another frame of the same scene,
 * where the brightness should be the same; with poses of another convention it is no more so than without any.
 */
import { invertRigid, multiply4, project, transformPoint, unproject } from '../../base/geometry';
import type { Camera, Sample } from '../sample';
import { Histogram } from './histogram';

/** As protocol/data-messages.ts has it: median differences of brightness, 0..255. */
export interface PoseAgreement {
  readonly pairs: number;
  readonly withPose: number;
  readonly without: number;
}

/** Pixels of a frame that are moved, about. */
const MOVED = 20_000;
/** Of them at least this share must be seen in the other frame, or it shows something else. */
const LEAST_SEEN = 0.25;
/** A point farther behind the other frame's depth than this share is hidden there. */
const HIDDEN = 0.05;
const STEPS = 4; // of a level of brightness

interface Frame {
  readonly scene: string;
  readonly sample: Sample;
  readonly camera: Camera;
  readonly brightness: Float32Array;
}

export class PoseCheck {
  private first: Frame | undefined;
  private previous: Frame | undefined;
  private pairs = 0;
  private readonly moved = new Histogram(256 * STEPS, 256);
  private readonly still = new Histogram(256 * STEPS, 256);

  /** Frames of a scene follow each other; one without camera is passed over. */
  add(sample: Sample, scene: string): void {
    if (!sample.camera) return;
    const frame: Frame = { scene, sample, camera: sample.camera, brightness: brightnessOf(sample) };
    if (this.previous?.scene !== scene) [this.first, this.previous] = [frame, frame];
    else {
      // The farther apart, the more the poses have to explain; the one before, once the first is out of sight.
      if (!this.compare(frame, this.first!)) {
        this.first = this.previous;
        this.compare(frame, this.previous);
      }
      this.previous = frame;
    }
  }

  /** null: no two frames show the same. */
  result(): PoseAgreement | null {
    if (this.pairs === 0) return null;
    return { pairs: this.pairs, withPose: this.moved.quantile(0.5), without: this.still.quantile(0.5) };
  }

  private compare(from: Frame, to: Frame): boolean {
    const differences = differencesOf(from, to);
    if (!differences) return false;
    for (const [moved, still] of differences) {
      this.moved.add(moved);
      this.still.add(still);
    }
    this.pairs += 1;
    return true;
  }
}

/** ITU-R BT.601 luma, 0..255. */
function brightnessOf({ image }: Sample): Float32Array {
  const brightness = new Float32Array(image.length / 3);
  for (let i = 0; i < brightness.length; i++) {
    brightness[i] = 0.299 * image[3 * i]! + 0.587 * image[3 * i + 1]! + 0.114 * image[3 * i + 2]!;
  }
  return brightness;
}

/** Of the pixels seen in both: the difference with the pose, and with none. undefined: too few. */
function differencesOf(from: Frame, to: Frame): [moved: number, still: number][] | undefined {
  const { height, width, labels } = from.sample;
  if (!labels.depth || to.sample.height !== height || to.sample.width !== width) return undefined;
  const toFromFrom = multiply4(invertRigid(to.camera.worldFromCamera), from.camera.worldFromCamera);
  const stride = Math.max(1, Math.floor(Math.sqrt((height * width) / MOVED)));
  const differences: [number, number][] = [];
  let known = 0;
  for (let y = 0; y < height; y += stride) {
    for (let x = 0; x < width; x += stride) {
      const depth = labels.depth[y * width + x]!;
      if (!(depth > 0)) continue;
      known += 1;
      const uv = [(x + 0.5) / width, (y + 0.5) / height] as const;
      const point = transformPoint(toFromFrom, unproject(from.camera.intrinsics, uv, depth));
      const seen = point[2] > 0 ? brightnessAt(to, point) : undefined;
      if (seen === undefined) continue;
      const own = from.brightness[y * width + x]!;
      differences.push([Math.abs(own - seen), Math.abs(own - to.brightness[y * width + x]!)]);
    }
  }
  return known > 0 && differences.length >= LEAST_SEEN * known ? differences : undefined;
}

/** Bilinear; undefined where the point is outside or hidden. */
function brightnessAt({ sample, camera, brightness }: Frame, point: readonly [number, number, number]) {
  const { height, width, labels } = sample;
  const [u, v] = project(camera.intrinsics, point);
  const [x, y] = [u * width - 0.5, v * height - 0.5];
  if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) return undefined;
  const surface = labels.depth?.[Math.round(y) * width + Math.round(x)] ?? 0;
  if (surface > 0 && point[2] > surface * (1 + HIDDEN)) return undefined;
  const [left, top] = [Math.min(Math.floor(x), width - 2), Math.min(Math.floor(y), height - 2)];
  if (left < 0 || top < 0) return undefined;
  const [dx, dy] = [x - left, y - top];
  const at = top * width + left;
  const upper = brightness[at]! * (1 - dx) + brightness[at + 1]! * dx;
  const lower = brightness[at + width]! * (1 - dx) + brightness[at + width + 1]! * dx;
  return upper * (1 - dy) + lower * dy;
}
