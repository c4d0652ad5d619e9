/** 7-Scenes (Shotton et al. 2013): seq-XX/frame-XXXXXX.{color, depth}.png and .pose.txt, one camera-to-world matrix a file. */
import { folderOf, nameOf, textOf } from './file-names';
import { cameraFromMatrix, type Frame, type PixelCamera, type Sequence, type Sequences } from './posed-frames';
import { numbersIn } from './poses';
import type { Skipped, Source, SourceFile } from './types';

const FRAME = /^frame-(\d+)\.(color\.(?:png|jpe?g)|depth\.png|pose\.txt)$/i;
const SPLITS = { 'trainsplit.txt': 'train', 'testsplit.txt': 'val' } as const;
/** As the data set gives it. */
const PUBLISHED: PixelCamera = { fx: 585, fy: 585, cx: 320, cy: 240, width: 640, height: 480 };
const MM = 1000;

type Parts = { color?: SourceFile; depth?: SourceFile; pose?: SourceFile };

export async function sevenScenes(source: Source): Promise<Sequences | undefined> {
  const folders = new Map<string, Map<string, Parts>>();
  for (const file of source.files) {
    const [, number, kind] = FRAME.exec(nameOf(file.path)) ?? [];
    if (number === undefined) continue;
    const folder = folderOf(file.path);
    const frames = folders.get(folder) ?? new Map<string, Parts>();
    folders.set(folder, frames);
    frames.set(number, { ...frames.get(number), [kind!.split('.')[0]!.toLowerCase()]: file });
  }
  const skipped: Skipped[] = [];
  const found = [...folders].map(([scene, parts]) => ({ scene, frames: framesOf(parts, skipped) }));
  const whole = found.filter(({ frames }) => frames.length > 0);
  if (whole.length === 0) return undefined;
  const splits = await splitsOf(source);
  const sequences = whole.map((sequence): Sequence => {
    const split = splits.get(sequence.scene);
    return { ...sequence, ...(split && { split }) };
  });
  return { title: 'Posed RGB-D, 7-Scenes', sequences, ...(await cameraOf(source)), perMetre: MM, skipped };
}

function framesOf(parts: ReadonlyMap<string, Parts>, skipped: Skipped[]): Frame[] {
  const ordered = [...parts].sort(([a], [b]) => Number(a) - Number(b));
  return ordered.flatMap(([name, { color, depth, pose }]) => {
    if (color && depth && pose) return { name, color, depth, pose };
    const missing = Object.entries({ color, depth, pose }).flatMap(([kind, file]) => (file ? [] : kind));
    const there = (color ?? depth ?? pose)!;
    skipped.push({ path: there.path, reason: `Frame ${name} has no ${missing.join(' and no ')}.` });
    return [];
  });
}

/** "sequence2" in chess/TrainSplit.txt is the folder chess/seq-02. */
async function splitsOf(source: Source): Promise<Map<string, 'train' | 'val'>> {
  const splits = new Map<string, 'train' | 'val'>();
  for (const file of source.files) {
    const split = SPLITS[nameOf(file.path).toLowerCase() as keyof typeof SPLITS];
    if (!split) continue;
    const parent = folderOf(file.path);
    for (const [, number] of (await textOf(file)).matchAll(/sequence\s*(\d+)/gi)) {
      const name = `seq-${number!.padStart(2, '0')}`;
      splits.set(parent === '' ? name : `${parent}/${name}`, split);
    }
  }
  return splits;
}

async function cameraOf(source: Source): Promise<Pick<Sequences, 'cameras' | 'cameraWhy' | 'remarks'>> {
  const published = {
    name: '7-scenes',
    title: "7-Scenes' own: f 585, centre (320, 240) at 640 x 480",
    camera: PUBLISHED,
  };
  const file = source.files.find(({ path }) => nameOf(path) === 'camera-intrinsics.txt');
  const camera = file && cameraFromMatrix(numbersIn((await textOf(file)).replaceAll(/\s+/g, ' ')));
  const remarks = [
    {
      kind: 'warning' as const,
      text: "7-Scenes' colour and depth images come from two lenses and are not aligned to each other.",
      consequence: 'Depth edges lie a few pixels beside those in the image.',
    },
  ];
  if (!camera) return { cameras: [published], cameraWhy: 'published with the data set', remarks };
  const title = `${file.path}: f ${camera.fx}, centre (${camera.cx}, ${camera.cy})`;
  return {
    cameras: [{ name: 'file', title, camera }, published],
    cameraWhy: `it stands in ${file.path}`,
    remarks,
  };
}
