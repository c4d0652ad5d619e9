/**
 * Open3D and Redwood (Choi et al. 2015): color/ and depth/ hold one image a frame, sorted by name; a trajectory.log holds
 * five lines a frame: three numbers, then its camera-to-world matrix. Depth in millimetres.
 */
import { InputError } from '../../base/errors';
import { foldersOf, within } from './folders';
import { folderOf, nameOf, textOf } from './file-names';
import { cameraFromMatrix, type Frame, type PixelCamera, type Sequence, type Sequences } from './posed-frames';
import { numbersIn, poseFromText } from './poses';
import type { Remark, Skipped, Source, SourceFile } from './types';

const COLOR_FOLDERS = ['color', 'image', 'rgb'];
const IMAGE = /\.(png|jpe?g)$/i;
const LINES = 5;
const MM = 1000;
/** PrimeSense's, which Open3D also takes where nothing is known. */
const PRIMESENSE: PixelCamera = { fx: 525, fy: 525, cx: 319.5, cy: 239.5, width: 640, height: 480 };

export async function open3d(source: Source): Promise<Sequences | undefined> {
  const folders = foldersOf(source);
  const sequences: Sequence[] = [];
  const remarks: Remark[] = [];
  const skipped: Skipped[] = [];
  for (const log of source.files) {
    if (!/\.log$/i.test(log.path)) continue;
    const scene = folderOf(log.path);
    const imagesIn = (names: readonly string[]): readonly SourceFile[] =>
      names
        .map((name) => (folders.get(within(scene, name)) ?? []).filter(({ path }) => IMAGE.test(path)))
        .find(({ length }) => length) ?? [];
    const color = imagesIn(COLOR_FOLDERS);
    const depth = imagesIn(['depth']);
    if (color.length === 0 || depth.length === 0 || sequences.some((sequence) => sequence.scene === scene)) continue;
    const poses = posesIn(await textOf(log), log.path, skipped);
    if (poses.length === 0) continue;
    const count = Math.min(color.length, depth.length, poses.length);
    if (color.length !== depth.length || color.length !== poses.length) {
      remarks.push(unequalRemark(log.path, { color: color.length, depth: depth.length, poses: poses.length }));
    }
    sequences.push({ scene, frames: framesOf(color, depth, poses.slice(0, count)) });
  }
  if (sequences.length === 0) return undefined;
  return { title: 'Posed RGB-D, Open3D', sequences, ...(await cameraOf(source)), perMetre: MM, remarks, skipped };
}

function unequalRemark(path: string, { color, depth, poses }: { color: number; depth: number; poses: number }): Remark {
  return {
    kind: 'warning',
    text: `There are ${color} colour images, ${depth} depth images and ${poses} poses (${path}).`,
    consequence: 'They are paired from the first on; look at the pose check before you train.',
  };
}

/** One for each block; undefined where it is none. */
function posesIn(text: string, path: string, skipped: Skipped[]): (Float32Array | undefined)[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (numbersIn(lines[0] ?? '')?.length !== 3 || lines.length < LINES) return [];
  const poses: (Float32Array | undefined)[] = [];
  for (let at = 0; at + 1 < lines.length; at += LINES) {
    try {
      poses.push(poseFromText(lines.slice(at + 1, at + LINES).join(' '), `${path}, frame ${at / LINES},`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      skipped.push({ path, reason: error.message });
      poses.push(undefined);
    }
  }
  return poses;
}

function framesOf(
  color: readonly SourceFile[],
  depth: readonly SourceFile[],
  poses: readonly (Float32Array | undefined)[],
): Frame[] {
  return poses.flatMap((pose, i) => {
    if (!pose) return [];
    const name = nameOf(color[i]!.path).replace(IMAGE, '');
    return { name, color: color[i]!, depth: depth[i]!, pose };
  });
}

async function cameraOf(source: Source): Promise<Pick<Sequences, 'cameras' | 'cameraWhy'>> {
  const standard = {
    name: 'primesense',
    title: 'PrimeSense: f 525, centre (319.5, 239.5) at 640 x 480',
    camera: PRIMESENSE,
  };
  for (const file of source.files) {
    if (!/^(camera|intrinsic)[\w.-]*\.(json|txt)$/i.test(nameOf(file.path))) continue;
    const camera = cameraIn(await textOf(file));
    if (!camera) continue;
    const title = `${file.path}: f ${camera.fx}, centre (${camera.cx}, ${camera.cy})`;
    return { cameras: [{ name: 'file', title, camera }, standard], cameraWhy: `it stands in ${file.path}` };
  }
  return { cameras: [standard], cameraWhy: 'no file says which camera it was' };
}

/** Open3D's JSON keeps the matrix column by column; text files row by row. */
function cameraIn(text: string): PixelCamera | undefined {
  if (!text.trimStart().startsWith('{')) return cameraFromMatrix(numbersIn(text.replaceAll(/\s+/g, ' ')));
  try {
    const { width, height, intrinsic_matrix: m } = JSON.parse(text) as Record<string, unknown>;
    if (!Array.isArray(m) || m.length !== 9 || !m.every((value) => typeof value === 'number')) return undefined;
    const camera = cameraFromMatrix([m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]] as number[]);
    if (!camera || typeof width !== 'number' || typeof height !== 'number') return camera;
    return { ...camera, width, height };
  } catch {
    return undefined;
  }
}
