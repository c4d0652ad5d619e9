/** Many samples on one sheet, to be looked at: pictures or labels painted in colours. */
import type { Sample } from '../sample';

export type SheetKind = 'image' | 'semseg' | 'depth' | 'normals' | 'boundary' | 'parts' | 'saliency';
type Paint = readonly [red: number, green: number, blue: number];

const FAR = 6; // metres: blue in a depth sheet; black is unknown

/** A colour for each class, far apart for neighbours: hue by the golden ratio, two brightnesses. */
function classPaint(label: number): Paint {
  if (label === 255) return [0, 0, 0];
  const hue = (label * 0.61803398875) % 1;
  const bright = label % 2 === 0 ? 230 : 160;
  const channel = (shift: number): number => {
    const wave = Math.abs(((hue + shift) % 1) * 6 - 3) - 1;
    return bright * (0.25 + 0.75 * Math.max(0, Math.min(1, wave)));
  };
  return [channel(0), channel(2 / 3), channel(1 / 3)];
}

/** Head, torso, upper and lower arms, upper and lower legs. */
const PART_PAINTS: readonly Paint[] = [
  [230, 60, 50],
  [240, 190, 50],
  [60, 180, 90],
  [40, 200, 220],
  [70, 90, 230],
  [210, 80, 220],
];

/** The picture as a dim background. */
function faded({ image }: Sample, i: number): Paint {
  const grey = (image[3 * i]! + image[3 * i + 1]! + image[3 * i + 2]!) / 9;
  return [grey, grey, grey];
}

const PAINTERS: Record<SheetKind, (sample: Sample, i: number) => Paint> = {
  image: ({ image }, i) => [image[3 * i]!, image[3 * i + 1]!, image[3 * i + 2]!],
  semseg: ({ labels }, i) => classPaint(labels.semseg?.[i] ?? 255),
  depth: ({ labels }, i) => {
    const depth = labels.depth?.[i] ?? 0;
    if (depth === 0) return [0, 0, 0];
    const near = 255 * Math.max(0, 1 - depth / FAR);
    return [near, near * 0.9, 255 - near * 0.8];
  },
  normals: ({ labels }, i) => {
    const channel = (c: number): number => 127.5 * ((labels.normals?.[3 * i + c] ?? 0) + 1);
    return [channel(0), channel(1), channel(2)];
  },
  boundary: ({ labels }, i) => (labels.boundary?.[i] === 1 ? [255, 255, 255] : [0, 0, 0]),
  parts: (sample, i) => {
    const part = sample.labels.parts?.[i] ?? 255;
    return part > 0 && part < 7 ? PART_PAINTS[part - 1]! : faded(sample, i);
  },
  saliency: (sample, i) => (sample.labels.saliency?.[i] === 1 ? PAINTERS.image(sample, i) : faded(sample, i)),
};

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Rows of `columns` pictures, two pixels apart; all samples must have the size of the first. */
export function contactSheet(samples: readonly Sample[], columns: number, kind: SheetKind): Sheet {
  const first = samples[0];
  if (!first) throw new Error('a contact sheet needs at least one sample');
  const gap = 2;
  const width = columns * (first.width + gap) - gap;
  const height = Math.ceil(samples.length / columns) * (first.height + gap) - gap;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  samples.forEach((sample, n) => {
    const left = (n % columns) * (first.width + gap);
    const top = Math.floor(n / columns) * (first.height + gap);
    for (let i = 0; i < sample.width * sample.height; i++) {
      const x = left + (i % sample.width);
      const y = top + Math.floor(i / sample.width);
      rgba.set(PAINTERS[kind](sample, i), (y * width + x) * 4);
    }
  });
  return { width, height, rgba };
}
