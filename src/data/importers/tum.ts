/**
 * TUM RGB-D (Sturm et al. 2012): rgb.txt and depth.txt list images by time, groundtruth.txt poses; what belongs together
 * is found by time.
 */
import { InputError } from '../../base/errors';
import { folderOf, textOf } from './file-names';
import type { Frame, PixelCamera, Sequence, Sequences } from './posed-frames';
import { numbersIn, poseFromQuaternion } from './poses';
import type { Remark, Skipped, Source, SourceFile } from './types';

/** Seconds that images and poses may be apart: the data set's own tool takes the same. */
const MOST_APART = 0.02;
const PER_METRE = 5000;

const at640 = (fx: number, fy: number, cx: number, cy: number): PixelCamera => ({
  fx,
  fy,
  cx,
  cy,
  width: 640,
  height: 480,
});
/** From the data set's page on file formats. */
const CAMERAS = [
  { name: 'default', title: 'ROS default: f 525, centre (319.5, 239.5)', camera: at640(525, 525, 319.5, 239.5) },
  { name: 'freiburg1', title: 'Freiburg 1: f 517.3, 516.5', camera: at640(517.3, 516.5, 318.6, 255.3) },
  { name: 'freiburg2', title: 'Freiburg 2: f 520.9, 521.0', camera: at640(520.9, 521.0, 325.1, 249.7) },
  { name: 'freiburg3', title: 'Freiburg 3: f 535.4, 539.2', camera: at640(535.4, 539.2, 320.1, 247.6) },
] as const;

interface Timed<T> {
  /** seconds */
  readonly time: number;
  readonly value: T;
}

export async function tum(source: Source): Promise<Sequences | undefined> {
  const files = new Map(source.files.map((file) => [file.path, file]));
  const sequences: Sequence[] = [];
  const remarks: Remark[] = [];
  const skipped: Skipped[] = [];
  for (const list of source.files) {
    const scene = folderOf(list.path);
    const beside = (name: string): SourceFile | undefined => files.get(scene === '' ? name : `${scene}/${name}`);
    const [depth, poses] = [beside('depth.txt'), beside('groundtruth.txt')];
    if (beside('rgb.txt') !== list || !depth || !poses) continue;
    const found = {
      color: await imagesOf(list, beside, skipped),
      depth: await imagesOf(depth, beside, skipped),
      poses: await posesOf(poses, skipped),
    };
    const frames = framesOf(found);
    if (frames.length > 0) sequences.push({ scene, frames });
    if (frames.length < found.color.length) remarks.push(unpairedRemark(list.path, found.color.length, frames.length));
  }
  if (sequences.length === 0) return undefined;
  return {
    title: 'Posed RGB-D, TUM',
    sequences,
    cameras: CAMERAS,
    cameraWhy: 'depth was aligned to colour with it; the calibrated ones hold for undistorted images',
    perMetre: PER_METRE,
    remarks,
    skipped,
  };
}

function unpairedRemark(path: string, images: number, frames: number): Remark {
  return {
    kind: 'fact',
    text: `Of the ${images} images in ${path}, ${frames} have depth and a pose within ${MOST_APART} s.`,
    consequence: 'The others are left out.',
  };
}

/** Lines without comments, as words. */
async function linesOf(file: SourceFile): Promise<string[][]> {
  const lines = (await textOf(file)).split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => line.trim().split(/[\s,]+/));
}

async function imagesOf(
  list: SourceFile,
  beside: (name: string) => SourceFile | undefined,
  skipped: Skipped[],
): Promise<Timed<SourceFile>[]> {
  const images: Timed<SourceFile>[] = [];
  let missing = 0;
  for (const [time, name] of await linesOf(list)) {
    const file = name === undefined ? undefined : beside(name);
    if (file && Number.isFinite(Number(time))) images.push({ time: Number(time), value: file });
    else missing++;
  }
  if (missing > 0) skipped.push({ path: list.path, reason: `Of the images that it lists, ${missing} are not there.` });
  return images.sort((a, b) => a.time - b.time);
}

async function posesOf(file: SourceFile, skipped: Skipped[]): Promise<Timed<Float32Array>[]> {
  const poses: Timed<Float32Array>[] = [];
  for (const words of await linesOf(file)) {
    try {
      const [time, ...numbers] = numbersIn(words.join(' ')) ?? [NaN];
      const value = poseFromQuaternion(numbers, `${file.path}, time ${words[0]},`);
      poses.push({ time: time!, value });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      skipped.push({ path: file.path, reason: error.message });
    }
  }
  return poses.sort((a, b) => a.time - b.time);
}

interface Lists {
  readonly color: readonly Timed<SourceFile>[];
  readonly depth: readonly Timed<SourceFile>[];
  readonly poses: readonly Timed<Float32Array>[];
}

/** Each depth image serves one image, poses come ten times as often. */
function framesOf({ color, depth, poses }: Lists): Frame[] {
  const used = new Set<SourceFile>();
  return color.flatMap(({ time, value }) => {
    const image = nearest(depth, time);
    const pose = nearest(poses, time);
    if (!image || !pose || used.has(image)) return [];
    used.add(image);
    return { name: time.toFixed(6), color: value, depth: image, pose };
  });
}

/** What is nearest in time, if that is near enough. @param sorted by time */
function nearest<T>(sorted: readonly Timed<T>[], time: number): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [sorted[low - 1], sorted[low]];
  const apart = (timed: Timed<T> | undefined): number => (timed ? Math.abs(timed.time - time) : Infinity);
  const best = apart(before) <= apart(after) ? before : after;
  return apart(best) <= MOST_APART ? best!.value : undefined;
}
