/** What the three layouts of posed RGB-D sequences have in common: frames in order, each with a pose and a depth image. */
import type { Intrinsics } from '../sample';
import type { Choice, Remark, Skipped, SourceFile } from './types';

/** Pixels; pixel centres are at whole numbers, as OpenCV counts. */
export interface PixelCamera {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** Of the images it was calibrated for; absent: these. */
  readonly width?: number;
  readonly height?: number;
}

export interface Frame {
  /** Unique in its scene. */
  readonly name: string;
  readonly color: SourceFile;
  readonly depth: SourceFile;
  /** Row-major 4x4, or the file that holds one. */
  readonly pose: Float32Array | SourceFile;
}

export interface Sequence {
  /** Folder; '' = the top. */
  readonly scene: string;
  /** In the order of time. */
  readonly frames: readonly Frame[];
  readonly split?: 'train' | 'val';
}

/** A source as one of the layouts sees it. */
export interface Sequences {
  readonly title: string;
  readonly sequences: readonly Sequence[];
  /** The first is taken, unless another is chosen by its name. */
  readonly cameras: readonly { readonly name: string; readonly title: string; readonly camera: PixelCamera }[];
  /** Why the first camera is suggested. */
  readonly cameraWhy: string;
  /** Values of the depth images that are a metre. */
  readonly perMetre: number;
  readonly remarks: readonly Remark[];
  readonly skipped: readonly Skipped[];
}

/** The choice's id. */
export const CAMERA = 'camera';

/** One camera is no question. */
export function cameraChoice({ cameras, cameraWhy }: Sequences): Choice[] {
  if (cameras.length < 2) return [];
  const options = cameras.map(({ name, title }) => ({ value: name, title }));
  return [{ id: CAMERA, title: 'Camera', options, suggested: cameras[0]!.name, why: cameraWhy }];
}

/** In units of the image size, as data/sample.ts counts: a pixel's centre is half a pixel from its edge. */
export function intrinsicsOf(
  camera: PixelCamera,
  image: { readonly width: number; readonly height: number },
): Intrinsics {
  const { fx, fy, cx, cy, width = image.width, height = image.height } = camera;
  return { fx: fx / width, fy: fy / height, cx: (cx + 0.5) / width, cy: (cy + 0.5) / height };
}

/** Nine numbers of a row-major 3x3 matrix, if they can be a camera's. */
export function cameraFromMatrix(numbers: readonly number[] | null): PixelCamera | undefined {
  if (numbers?.length !== 9) return undefined;
  const [fx, , cx, , fy, cy] = numbers as [number, number, number, number, number, number];
  if (!(fx > 0 && fy > 0 && cx > 0 && cy > 0)) return undefined;
  return { fx, fy, cx, cy };
}
