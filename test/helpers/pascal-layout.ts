/** PASCAL_MT in small: three images of different sizes, with a person in the first. Nothing in it is a real picture. */
import { crc32, deflateSync } from 'node:zlib';
import { jpg, png, text, type LayoutFile } from './layouts';
import { mat5Bytes, type MatMatrix, type MatStruct } from './mat5-writer';

export const PASCAL_SIZES = { '2008_000001': [9, 12], '2008_000002': [8, 10], '2008_000003': [7, 9] } as const;

/** A matrix of the ids that `at` gives, row by row. */
export function matrixOf(
  type: MatMatrix['type'],
  height: number,
  width: number,
  at: (y: number, x: number) => number,
): MatMatrix {
  const rows = Array.from({ length: height * width }, (_, i) => at(Math.floor(i / width), i % width));
  return { type, height, width, rows };
}

export const scalar = (value: number): MatMatrix => matrixOf('double', 1, 1, () => value);
export const NOTHING = matrixOf('double', 0, 0, () => 0);

/** anno.objects as PASCAL-Part has them. */
export function partsFile(objects: readonly MatStruct[]): Uint8Array<ArrayBuffer> {
  return mat5Bytes({ anno: { imname: 'generated', objects } });
}

/** @param parts names with masks */
export function objectOf(
  classIndex: number,
  mask: MatMatrix,
  parts: readonly (readonly [string, MatMatrix])[],
): MatStruct {
  return {
    class: classIndex === 15 ? 'person' : 'dog',
    class_ind: scalar(classIndex),
    mask,
    parts: parts.length === 0 ? NOTHING : parts.map(([name, its]) => ({ part_name: name, mask: its })),
  };
}

/** LabelMap: 9 (a class that NYUv2 has) left of column 4, else 2 (none). */
export function pascalMt(root = 'PASCAL_MT'): LayoutFile[] {
  const files = Object.entries(PASCAL_SIZES).flatMap(([id, [height, width]], index): LayoutFile[] => {
    const size = { height, width };
    const columns = (left: number, right: number): Uint8Array =>
      Uint8Array.from({ length: height * width }, (_, i) => (i % width < 4 ? left : right));
    const labelMap = matrixOf('uint16', height, width, (_, x) => (x < 4 ? 9 : 2));
    const whole = matrixOf('uint8', height, width, () => 1);
    const head = matrixOf('uint8', height, width, (y) => (y < 2 ? 1 : 0));
    const object = index === 0 ? objectOf(15, whole, [['head', head]]) : objectOf(12, whole, [['head', head]]);
    return [
      { path: `${root}/JPEGImages/${id}.jpg`, bytes: jpg(width, height, new Uint8Array(height * width * 3).fill(90)) },
      { path: `${root}/semseg/pascal-context/${id}.png`, bytes: png({ ...size, data: columns(15, 255) }) },
      { path: `${root}/pascal-context/trainval/${id}.mat`, bytes: mat5Bytes({ LabelMap: labelMap }) },
      { path: `${root}/human_parts/${id}.mat`, bytes: partsFile([object]) },
      { path: `${root}/sal_distill/${id}.png`, bytes: png({ ...size, data: columns(128, 127) }) },
      {
        path: `${root}/normals_distill/${id}.png`,
        bytes: png({
          ...size,
          channels: 3,
          data: Uint8Array.from({ length: height * width * 3 }, (_, i) => [128, 60, 20][i % 3]!),
        }),
      },
    ];
  });
  const ids = Object.keys(PASCAL_SIZES);
  return [
    ...files,
    { path: `${root}/ImageSets/Context/train.txt`, bytes: text(`${ids[0]}\n${ids[1]}\n`) },
    { path: `${root}/ImageSets/Context/val.txt`, bytes: text(`${ids[2]}\n`) },
  ];
}

/** A PNG of eight-bit palette indices, as PASCAL's classes are kept; every colour is the same. */
export function palettePng(width: number, height: number, indices: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines = Buffer.alloc(height * (width + 1)); // each begins with its filter, 0 = none
  for (let y = 0; y < height; y++) lines.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('PLTE', Buffer.alloc(768, 7)), chunk('IDAT', deflateSync(lines))];
  return Uint8Array.from(Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))]));
}
