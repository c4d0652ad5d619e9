/** Posed RGB-D sequences as people have them, generated: a camera that moves to the right before a floor and a wall. */
import { identity4 } from '../../src/base/geometry';
import { jpg, png, scene, text, type LayoutFile } from './layouts';

export const SIZE = { height: 12, width: 16 };

/** worldFromCamera of frame i, as text: 10 cm to the right of the one before. */
export const poseText = (i: number): string => {
  const pose = Array.from(identity4());
  pose[3] = i / 10;
  return [0, 4, 8, 12].map((row) => pose.slice(row, row + 4).join(' ')).join('\n');
};

export interface Images {
  /** Values that are a metre. */
  readonly perMetre: number;
  readonly seed?: number;
}

/** A wall and a floor; the first pixel has no depth, the second holds 65535. */
export function frameImages({ perMetre, seed = 1 }: Images): {
  color: Uint8Array<ArrayBuffer>;
  depth: Uint8Array<ArrayBuffer>;
} {
  const { rgb, depth } = scene(seed, SIZE);
  const coded = Uint16Array.from(depth, (metres) => Math.round(metres * perMetre));
  coded[1] = 65535;
  return { color: jpg(SIZE.width, SIZE.height, rgb), depth: png({ ...SIZE, data: coded }) };
}

export function sevenScenes(folder: string, frames: number): LayoutFile[] {
  return Array.from({ length: frames }, (_, i) => {
    const { color, depth } = frameImages({ perMetre: 1000 });
    const stem = `${folder}frame-${String(i).padStart(6, '0')}`;
    return [
      { path: `${stem}.color.jpg`, bytes: color },
      { path: `${stem}.depth.png`, bytes: depth },
      { path: `${stem}.pose.txt`, bytes: text(`${poseText(i)}\n`) },
    ];
  }).flat();
}

/** Images every 30 ms, depth 10 ms later, poses every 10 ms. */
export function tum(folder: string, frames: number): LayoutFile[] {
  const at = (time: number): string => (100 + time).toFixed(6);
  const lists = { rgb: ['# color images'], depth: ['# depth maps'], groundtruth: ['# timestamp tx ty tz qx qy qz qw'] };
  const files: LayoutFile[] = [];
  for (let i = 0; i < frames; i++) {
    const { color, depth } = frameImages({ perMetre: 5000 });
    const [own, later] = [at(i * 0.03), at(i * 0.03 + 0.01)];
    lists.rgb.push(`${own} rgb/${own}.jpg`);
    lists.depth.push(`${later} depth/${later}.png`);
    files.push(
      { path: `${folder}/rgb/${own}.jpg`, bytes: color },
      { path: `${folder}/depth/${later}.png`, bytes: depth },
    );
  }
  for (let i = 0; i < 3 * frames; i++) lists.groundtruth.push(`${at(i / 100)} ${i / 30} 0 0 0 0 0 1`);
  for (const [name, rows] of Object.entries(lists)) {
    files.push({ path: `${folder}/${name}.txt`, bytes: text(`${rows.join('\n')}\n`) });
  }
  return files;
}

export function open3d(folder: string, frames: number): LayoutFile[] {
  const log: string[] = [];
  const files = Array.from({ length: frames }, (_, i) => {
    const { color, depth } = frameImages({ perMetre: 1000 });
    log.push(`${i} ${i} ${i + 1}`, poseText(i));
    const name = String(i).padStart(5, '0');
    return [
      { path: `${folder}/color/${name}.jpg`, bytes: color },
      { path: `${folder}/depth/${name}.png`, bytes: depth },
    ];
  }).flat();
  return [...files, { path: `${folder}/trajectory.log`, bytes: text(`${log.join('\n')}\n`) }];
}
