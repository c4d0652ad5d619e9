import { describe, expect, test } from 'vitest';
import { invertRigid, project, transformPoint, unproject, type Vec3 } from '../../../src/base/geometry';
import { NYUV2_CLASSES } from '../../../src/base/nyuv2';
import { generateRooms, RoomRenderer, type RoomsOptions } from '../../../src/data/rooms/rooms';
import { ROOMS_VERSION } from '../../../src/data/rooms/version';
import type { Sample } from '../../../src/data/sample';
import { testDevice } from '../../helpers/device';

const OPTIONS: RoomsOptions = { rooms: 4, viewsPerRoom: 2, height: 48, width: 64, seed: 3 };

async function allOf(options: RoomsOptions): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of generateRooms(testDevice(), options)) samples.push(sample);
  return samples;
}

function cameraPoint(sample: Sample, x: number, y: number): Vec3 {
  const depth = sample.labels.depth![y * sample.width + x]!;
  return unproject(sample.camera!.intrinsics, [(x + 0.5) / sample.width, (y + 0.5) / sample.height], depth);
}

/** The label's normal in camera axes (y down, z forward). */
function normalAt(sample: Sample, x: number, y: number): Vec3 {
  const i = 3 * (y * sample.width + x);
  const n = sample.labels.normals!;
  return [n[i]!, -n[i + 1]!, -n[i + 2]!];
}

describe('the data set', () => {
  test('same seed, same bytes; other seed, other bytes', async () => {
    const [first, second] = [await allOf(OPTIONS), await allOf(OPTIONS)];
    expect(second).toEqual(first);
    const other = await allOf({ ...OPTIONS, rooms: 1, seed: 4 });
    expect(other[0]!.image).not.toEqual(first[0]!.image);
  });

  test('a room does not depend on those before it, nor on how many there are', async () => {
    const renderer = new RoomRenderer(testDevice(), { ...OPTIONS, rooms: 3, viewsPerRoom: 3 });
    const alone = await renderer.render(2, 1);
    renderer.dispose();
    expect((await allOf(OPTIONS))[5]).toEqual(alone);
  });

  test('ids, sizes and ranges', async () => {
    const samples = await allOf(OPTIONS);
    expect(samples.map((sample) => sample.id).slice(0, 3)).toEqual(['room-00000-0', 'room-00000-1', 'room-00001-0']);
    expect(ROOMS_VERSION).toBeGreaterThan(0);
    for (const { labels, image, height, width } of samples) {
      expect(image.length).toBe(height * width * 3);
      expect(labels.semseg!.every((label) => label < 40)).toBe(true); // a closed room: nothing is left to ignore
      expect(labels.boundary!.every((value) => value === 0 || value === 1)).toBe(true);
      expect(labels.saliency!.every((value) => value === 0 || value === 1)).toBe(true);
      expect(labels.saliency!.includes(1)).toBe(true);
      expect(labels.depth!.every((depth) => depth > 0.2 && depth < 10)).toBe(true);
      for (let i = 0; i < height * width; i++) {
        const [x, y, z] = [labels.normals![3 * i]!, labels.normals![3 * i + 1]!, labels.normals![3 * i + 2]!];
        expect(Math.hypot(x, y, z)).toBeCloseTo(1, 5);
      }
      expect(new Set(labels.semseg).size).toBeGreaterThanOrEqual(3);
      const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
      expect(mean).toBeGreaterThan(30); // neither night nor washed out
      expect(mean).toBeLessThan(225);
    }
  });

  test('a larger picture is cast in bands and stays whole', async () => {
    const [sample] = await allOf({ rooms: 1, viewsPerRoom: 1, height: 192, width: 256, seed: 3 });
    expect(sample!.labels.depth!.every((depth) => depth > 0.2 && depth < 10)).toBe(true);
    for (let y = 0; y < 192; y++) {
      const row = sample!.image.subarray(y * 256 * 3, (y + 1) * 256 * 3);
      expect(Math.max(...row), `row ${y}`).toBeGreaterThan(10);
    }
  });
});

test('body parts are labelled where people are, and nowhere else; without people all is unknown', async () => {
  const samples = await allOf({ ...OPTIONS, rooms: 12, viewsPerRoom: 1, height: 96, width: 128 });
  const person = NYUV2_CLASSES.indexOf('person');
  let peopled = 0;
  const all = new Set<number>();
  for (const { labels } of samples) {
    const { parts, semseg, saliency } = labels;
    if (!semseg!.includes(person)) {
      expect(parts!.every((part) => part === 255)).toBe(true);
      continue;
    }
    peopled++;
    parts!.forEach((part, i) => expect(part >= 1 && part <= 6).toBe(semseg![i] === person));
    for (const part of parts!) all.add(part);
    const looked = saliency!.filter((value, i) => value === 1 && semseg![i] === person).length;
    if (semseg!.filter((label) => label === person).length > 0.02 * semseg!.length) expect(looked).toBeGreaterThan(0);
  }
  expect(peopled).toBeGreaterThanOrEqual(3);
  expect(peopled).toBeLessThanOrEqual(8);
  expect(all).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('sensor noise changes the picture and the depth, and nothing else', async () => {
  const options = { ...OPTIONS, rooms: 2, viewsPerRoom: 1, height: 96, width: 128 };
  const [exact, noisy] = [await allOf(options), await allOf({ ...options, sensorNoise: true })];
  exact.forEach((sample, i) => {
    const other = noisy[i]!;
    expect({ ...other.labels, depth: sample.labels.depth }).toEqual(sample.labels);
    const off = other.image.map((value, k) => Math.abs(value - sample.image[k]!));
    const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
    expect(mean).toBeGreaterThan(1);
    expect(mean).toBeLessThan(8);
    const errors = [...other.labels.depth!].flatMap((metres, k) =>
      metres > 0 ? [Math.abs(metres - sample.labels.depth![k]!) / sample.labels.depth![k]!] : [],
    );
    const holes = 1 - errors.length / sample.labels.depth!.length;
    expect(holes).toBeGreaterThan(0.005);
    expect(holes).toBeLessThan(0.45);
    expect(errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)]!).toBeLessThan(0.01);
  });
});

test('views within four of each other mostly see the same surface', async () => {
  const views = 8;
  const samples = await allOf({ ...OPTIONS, rooms: 5, viewsPerRoom: views });
  const shares: number[] = [];
  for (let i = 0; i < samples.length; i++) {
    for (let k = i + 1; k <= i + 4 && Math.floor(k / views) === Math.floor(i / views); k++) {
      const { seen, agree } = agreement(samples[i]!, samples[k]!);
      shares.push(seen * agree);
    }
  }
  shares.sort((a, b) => a - b);
  expect(shares[Math.floor(shares.length / 2)]!).toBeGreaterThan(0.5);
});

describe('depth and normals', () => {
  test('normals face the camera', async () => {
    for (const sample of await allOf(OPTIONS)) {
      for (let y = 0; y < sample.height; y++) {
        for (let x = 0; x < sample.width; x++) {
          const [p, n] = [cameraPoint(sample, x, y), normalAt(sample, x, y)];
          expect(p[0] * n[0] + p[1] * n[1] + p[2] * n[2]).toBeLessThan(1e-4);
        }
      }
    }
  });

  test('where neighbours share a normal, their points lie in its plane', async () => {
    const OFF_PLANE = 2e-3; // metres in 1 of depth: float32 depth of about 1e-6 over pixels of 2e-2, and thin edges between
    let [planar, pairs] = [0, 0];
    for (const sample of await allOf(OPTIONS)) {
      for (let y = 0; y < sample.height; y++) {
        for (let x = 0; x + 1 < sample.width; x++) {
          if (sample.labels.boundary![y * sample.width + x] === 1) continue;
          const [n, m] = [normalAt(sample, x, y), normalAt(sample, x + 1, y)];
          if (n[0] * m[0] + n[1] * m[1] + n[2] * m[2] < 1 - 1e-6) continue;
          const [p, q] = [cameraPoint(sample, x, y), cameraPoint(sample, x + 1, y)];
          const off = Math.abs((q[0] - p[0]) * n[0] + (q[1] - p[1]) * n[1] + (q[2] - p[2]) * n[2]);
          pairs++;
          if (off < OFF_PLANE * p[2]) planar++;
        }
      }
    }
    expect(pairs).toBeGreaterThan(10_000);
    expect(planar / pairs).toBeGreaterThan(0.9); // the rest: parallel faces one behind the other (drawers, shelves)
  });

  test('points of one view, carried by the poses, lie on the depth of the other', async () => {
    const samples = await allOf(OPTIONS);
    for (let room = 0; room < OPTIONS.rooms; room++) {
      const share = agreement(samples[2 * room]!, samples[2 * room + 1]!);
      expect(share.seen, `room ${room}`).toBeGreaterThan(0.3);
      expect(share.agree, `room ${room}`).toBeGreaterThan(0.75); // the rest is hidden behind edges
    }
  });
});

/** Share of the first view's pixels inside the second, and of those the share whose depth agrees within 4 %. */
function agreement(first: Sample, second: Sample): { seen: number; agree: number } {
  const secondFromWorld = invertRigid(second.camera!.worldFromCamera);
  let [seen, agree] = [0, 0];
  for (let y = 0; y < first.height; y++) {
    for (let x = 0; x < first.width; x++) {
      const world = transformPoint(first.camera!.worldFromCamera, cameraPoint(first, x, y));
      const point = transformPoint(secondFromWorld, world);
      if (point[2] < 0.1) continue;
      const [u, v] = project(second.camera!.intrinsics, point);
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      seen++;
      const at = Math.floor(v * second.height) * second.width + Math.floor(u * second.width);
      if (Math.abs(second.labels.depth![at]! - point[2]) < 0.04 * point[2]) agree++;
    }
  }
  return { seen: seen / (first.height * first.width), agree: agree / seen };
}

describe('bad options are refused in one sentence', () => {
  test.each([
    ['rooms', 0],
    ['rooms', 2.5],
    ['viewsPerRoom', -1],
    ['height', 47],
    ['width', 0],
    ['width', NaN],
    ['seed', -40],
  ])('%s %d', (name, value) => {
    const make = (): RoomRenderer => new RoomRenderer(testDevice(), { ...OPTIONS, [name]: value });
    expect(make).toThrow(new RegExp(`"${name}" is ${value}, which must be`));
  });

  test('a room that does not exist', async () => {
    const renderer = new RoomRenderer(testDevice(), OPTIONS);
    await expect(renderer.render(4, 0)).rejects.toThrow('room 4 does not exist; choose a whole number from 0 to 3');
    renderer.dispose();
  });
});
