/** Posed RGB-D sequences: generated frames of 12x16, read back with their cameras. */
import { expect, test } from 'vitest';
import { posedRgbd } from '../../../../src/data/importers/posed-rgbd';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Layout } from '../../../../src/data/importers/types';
import { givenOf, png, scene, text, type LayoutFile } from '../../../helpers/layouts';
import { frameImages, open3d, poseText, sevenScenes, SIZE, tum } from '../../../helpers/posed-layouts';

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await posedRgbd.recognise(await sourceOf(givenOf(files)));
  if (!layout) throw new Error('not recognised');
  return layout;
}

const changed = (files: readonly LayoutFile[], path: string, bytes: Uint8Array<ArrayBuffer> | null): LayoutFile[] =>
  files.flatMap((file) => (file.path === path ? (bytes ? { path, bytes } : []) : file));

const WALL = scene(1, SIZE).depth[3]!;

test('7-Scenes: depth in millimetres, fitted normals, camera', async () => {
  const layout = await recognised(sevenScenes('chess/seq-01/', 3));
  expect(layout.entries.map(({ id }) => id)).toEqual(['000000', '000001', '000002']);
  const sample = await layout.read(layout.entries[2]!, {}, 'nyuv2-40');
  expect([sample.height, sample.width, sample.scene]).toEqual([12, 16, 'chess/seq-01']);
  const { depth, normals } = sample.labels;
  expect(Array.from(depth!.subarray(0, 2))).toEqual([0, 0]); // 0 and 65535
  expect(depth![3]).toBeCloseTo(WALL, 3);
  for (const [c, value] of [0, 0, 1].entries()) expect(normals![3 * (2 * 16 + 5) + c]).toBeCloseTo(value, 2);
  const { intrinsics, worldFromCamera } = sample.camera!;
  expect(intrinsics.fx).toBeCloseTo(585 / 640, 6);
  expect(intrinsics.cy).toBeCloseTo(240.5 / 480, 6);
  expect(Array.from(worldFromCamera.subarray(0, 4))).toEqual(Array.from(Float32Array.of(1, 0, 0, 0.2)));
  expect(layout.derived).toEqual({ normals: 'fitted to depth' });
});

test('7-Scenes: sequences are scenes, divided as the lists say', async () => {
  const layout = await recognised([
    ...sevenScenes('chess/seq-01/', 2),
    ...sevenScenes('chess/seq-02/', 1),
    ...sevenScenes('chess/seq-03/', 1),
    { path: 'chess/TrainSplit.txt', bytes: text('sequence1\nsequence3\n') },
    { path: 'chess/TestSplit.txt', bytes: text('sequence2\n') },
  ]);
  expect(layout.entries.map(({ id, split, scene: place }) => `${id} ${split} ${place}`)).toEqual([
    'chess/seq-01/000000 train chess/seq-01',
    'chess/seq-01/000001 train chess/seq-01',
    'chess/seq-02/000000 val chess/seq-02',
    'chess/seq-03/000000 train chess/seq-03',
  ]);
});

test('one scene, no list: the import divides it, and that is told', async () => {
  const layout = await recognised(sevenScenes('', 4));
  expect(layout.entries.map(({ split }) => split)).toEqual([undefined, undefined, undefined, undefined]);
  expect(new Set(layout.entries.map((entry) => entry.scene)).size).toBe(1);
  expect(layout.remarks.map((remark) => remark.text)).toContain('All frames are of one scene.');
});

test('a frame whose pose is none is refused by its file; its neighbours are not', async () => {
  const broken = text(poseText(1).replace(/^1/, '2'));
  const layout = await recognised(changed(sevenScenes('', 3), 'frame-000001.pose.txt', broken));
  await expect(layout.read(layout.entries[1]!, {}, 'nyuv2-40')).rejects.toThrow(
    'frame-000001.pose.txt holds no camera pose: its 3x3 part R is no rotation',
  );
  expect((await layout.read(layout.entries[2]!, {}, 'nyuv2-40')).id).toBe('000002');
});

test('a frame without depth is left out and named', async () => {
  const layout = await recognised(changed(sevenScenes('', 3), 'frame-000001.depth.png', null));
  expect(layout.entries.map(({ id }) => id)).toEqual(['000000', '000002']);
  expect(layout.skipped).toEqual([{ path: 'frame-000001.color.jpg', reason: 'Frame 000001 has no depth.' }]);
});

test('depth of another size, or of 8 bits, is refused by name', async () => {
  const small = png({ width: 8, height: 6, data: new Uint16Array(48).fill(1000) });
  const layout = await recognised(changed(sevenScenes('', 2), 'frame-000000.depth.png', small));
  await expect(layout.read(layout.entries[0]!, {}, 'nyuv2-40')).rejects.toThrow(
    'frame-000000.depth.png is 8 x 6 pixels, but its image frame-000000.color.jpg is 16 x 12',
  );
  const coarse = png({ ...SIZE, data: new Uint8Array(192).fill(100) });
  const other = await recognised(changed(sevenScenes('', 2), 'frame-000000.depth.png', coarse));
  await expect(other.read(other.entries[0]!, {}, 'nyuv2-40')).rejects.toThrow('is no grey PNG of 16 bits');
});

test('a file of intrinsics is suggested, the published ones can be chosen', async () => {
  const matrix = text('10 0 8\n0 11 6\n0 0 1\n');
  const layout = await recognised([...sevenScenes('', 2), { path: 'camera-intrinsics.txt', bytes: matrix }]);
  expect(layout.choices[0]).toMatchObject({ id: 'camera', suggested: 'file' });
  const read = async (camera: string) =>
    (await layout.read(layout.entries[0]!, { camera }, 'nyuv2-40')).camera!.intrinsics;
  expect(await read('file')).toEqual({ fx: 10 / 16, fy: 11 / 12, cx: 8.5 / 16, cy: 6.5 / 12 });
  expect((await read('7-scenes')).fx).toBe(585 / 640);
  await expect(read('mine')).rejects.toThrow('"mine" is no camera of this layout; known are file, 7-scenes.');
});

test('TUM: images, depth and poses belong together by time', async () => {
  const layout = await recognised(tum('rgbd_dataset_freiburg1_desk', 3));
  expect(layout.entries.map(({ id, files }) => [id, ...files])).toEqual([
    [
      '100.000000',
      'rgbd_dataset_freiburg1_desk/rgb/100.000000.jpg',
      'rgbd_dataset_freiburg1_desk/depth/100.010000.png',
    ],
    [
      '100.030000',
      'rgbd_dataset_freiburg1_desk/rgb/100.030000.jpg',
      'rgbd_dataset_freiburg1_desk/depth/100.040000.png',
    ],
    [
      '100.060000',
      'rgbd_dataset_freiburg1_desk/rgb/100.060000.jpg',
      'rgbd_dataset_freiburg1_desk/depth/100.070000.png',
    ],
  ]);
  const sample = await layout.read(layout.entries[1]!, {}, 'nyuv2-40');
  expect(sample.labels.depth![3]).toBeCloseTo(WALL, 3); // 5000 a metre
  expect(sample.camera!.worldFromCamera[3]).toBeCloseTo(0.1, 6);
  expect(sample.camera!.intrinsics.fx).toBe(525 / 640);
  expect(layout.choices[0]!.options.map(({ value }) => value)).toEqual([
    'default',
    'freiburg1',
    'freiburg2',
    'freiburg3',
  ]);
});

test('TUM: what is more than 20 ms apart is left out, and told', async () => {
  const files = tum('desk', 3);
  const poses = text('100.000 0 0 0 0 0 0 1\n100.045 0 0 0 0 0 0 1\n100.06 0 0 0 0 0 0 2\n');
  const layout = await recognised(changed(files, 'desk/groundtruth.txt', poses));
  expect(layout.entries.map(({ id }) => id)).toEqual(['100.000000', '100.030000', '100.060000']);
  const far = text('100.000 0 0 0 0 0 0 1\n100.0501 0 0 0 0 0 0 1\n');
  const fewer = await recognised(changed(files, 'desk/groundtruth.txt', far));
  expect(fewer.entries.map(({ id }) => id)).toEqual(['100.000000', '100.060000']);
  expect(fewer.remarks[0]!.text).toBe('Of the 3 images in desk/rgb.txt, 2 have depth and a pose within 0.02 s.');
  expect(layout.skipped[0]!.reason).toContain('desk/groundtruth.txt, time 100.06, holds no camera pose');
});

test('Open3D: one block of the log a frame; a block that is no pose is named', async () => {
  const files = open3d('room', 3);
  const layout = await recognised(files);
  const sample = await layout.read(layout.entries[2]!, {}, 'nyuv2-40');
  expect([sample.id, sample.scene]).toEqual(['00002', 'room']);
  expect(sample.camera!.worldFromCamera[3]).toBeCloseTo(0.2, 6);
  expect(sample.labels.depth![3]).toBeCloseTo(WALL, 3);
  const log = [0, 1, 2].map(
    (i) => `${i} ${i} ${i + 1}\n${i === 1 ? poseText(i).replace('0 0 1 0', '0 0 -1 0') : poseText(i)}`,
  );
  const broken = await recognised(changed(files, 'room/trajectory.log', text(log.join('\n'))));
  expect(broken.entries.map(({ id }) => id)).toEqual(['00000', '00002']);
  expect(broken.skipped[0]!.reason).toContain('room/trajectory.log, frame 1, holds no camera pose');
});

test("Open3D: the camera's file, whose matrix stands column by column", async () => {
  const json = JSON.stringify({ width: 32, height: 24, intrinsic_matrix: [20, 0, 0, 0, 21, 0, 15.5, 11.5, 1] });
  const layout = await recognised([...open3d('room', 2), { path: 'room/camera_primesense.json', bytes: text(json) }]);
  const { camera } = await layout.read(layout.entries[0]!, {}, 'nyuv2-40');
  expect(camera!.intrinsics).toEqual({ fx: 20 / 32, fy: 21 / 24, cx: 0.5, cy: 0.5 });
});

test('Open3D: unequal numbers are paired from the first, and told', async () => {
  const { color } = frameImages({ perMetre: 1000 });
  const layout = await recognised([...open3d('room', 2), { path: 'room/color/00009.jpg', bytes: color }]);
  expect(layout.entries).toHaveLength(2);
  expect(layout.remarks[0]!.text).toBe('There are 3 colour images, 2 depth images and 2 poses (room/trajectory.log).');
});

test('other files are none of these', async () => {
  const files = [
    { path: 'a.txt', bytes: text('1 2 3\n') },
    { path: 'run.log', bytes: text('hello\n') },
  ];
  expect(await posedRgbd.recognise(await sourceOf(givenOf(files)))).toBeUndefined();
});
