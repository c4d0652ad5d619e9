/**
 * What in a picture one would look at, from its instances. The rule: everybody in it who takes at least .6 % of it;
 * without people, the one thing with the highest score of size, nearness to the middle and contrast of its colour to
 * that around it, among things that are no part of the building, of .4 to 40 % of the picture; what hangs or is
 * built in counts less than half. What mostly lies on it, seen against it (a pillow on a bed), belongs to it.
 */
import { classIndex, type ClassName } from './classes';

const FIXED: readonly ClassName[] = [
  'wall',
  'floor',
  'ceiling',
  'window',
  'door',
  'blinds',
  'curtain',
  'floor mat',
  'counter',
  'otherstructure',
];
/** Less looked at than what stands free. */
const HANGING_OR_BUILT_IN = new Set(
  (['picture', 'whiteboard', 'paper', 'mirror', 'shelves', 'towel', 'cabinet', 'shower curtain'] as const).map(
    classIndex,
  ),
);
const PERSON_LEAST = 0.006; // shares of the picture
const [LEAST, MOST] = [0.004, 0.4];
const SPREAD = 0.3; // of nearness to the middle: standard deviation in units of the picture's size

interface Thing {
  readonly instance: number;
  readonly label: number;
  count: number;
  x: number;
  y: number;
  readonly colour: [number, number, number];
  /** Of the pixels just outside it. */
  readonly around: [number, number, number];
  outline: number;
  /** Of its outline, how much lies at the picture's edge, and against which instances. */
  cut: number;
  readonly against: Map<number, number>;
}

export interface Scenery {
  readonly height: number;
  readonly width: number;
  /** [H, W, 3] */
  readonly image: Uint8Array;
  readonly semseg: Uint8Array;
  readonly instances: Uint32Array;
}

function touch(thing: Thing, other: number, colour: readonly [number, number, number]): void {
  thing.outline++;
  thing.against.set(other, (thing.against.get(other) ?? 0) + 1);
  for (const c of [0, 1, 2] as const) thing.around[c] += colour[c];
}

function collect({ height, width, image, semseg, instances }: Scenery): Map<number, Thing> {
  const things = new Map<number, Thing>();
  const of = (at: number): Thing => {
    const instance = instances[at]!;
    let thing = things.get(instance);
    if (!thing) {
      const sums = { count: 0, x: 0, y: 0, outline: 0, cut: 0 };
      thing = { instance, label: semseg[at]!, ...sums, colour: [0, 0, 0], around: [0, 0, 0], against: new Map() };
      things.set(instance, thing);
    }
    return thing;
  };
  const rgbAt = (at: number): [number, number, number] => [image[3 * at]!, image[3 * at + 1]!, image[3 * at + 2]!];
  const meet = (at: number, next: number): void => {
    if (instances[at] === instances[next]) return;
    touch(of(at), instances[next]!, rgbAt(next));
    touch(of(next), instances[at]!, rgbAt(at));
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const thing = of(at);
      thing.count++;
      thing.x += x;
      thing.y += y;
      for (const c of [0, 1, 2] as const) thing.colour[c] += image[3 * at + c]!;
      if (x === 0 || y === 0 || x + 1 === width || y + 1 === height) thing.cut++;
      if (x + 1 < width) meet(at, at + 1);
      if (y + 1 < height) meet(at, at + width);
    }
  }
  return things;
}

function score(thing: Thing, { height, width }: Scenery): number {
  const share = thing.count / (height * width);
  const [x, y] = [thing.x / thing.count / width - 0.5, thing.y / thing.count / height - 0.5];
  const central = Math.exp(-(x * x + y * y) / (2 * SPREAD * SPREAD));
  const difference = thing.colour.map((sum, c) => sum / thing.count - thing.around[c]! / Math.max(thing.outline, 1));
  const contrast = Math.min(Math.hypot(...difference) / 128, 1);
  const stands = HANGING_OR_BUILT_IN.has(thing.label) ? 0.45 : 1;
  const whole = 1 - 0.6 * (thing.cut / Math.max(thing.cut + thing.outline, 1));
  return Math.sqrt(Math.min(share, 0.2)) * central * (0.4 + contrast) * whole * stands;
}

/** @returns 1 where salient, else 0; [H, W]. Only a picture without anything that qualifies has none. */
export function saliencyOf(scenery: Scenery): Uint8Array {
  const { height, width, instances } = scenery;
  const pixels = height * width;
  const things = [...collect(scenery).values()];
  const person = classIndex('person');
  const people = things.filter(({ label, count }) => label === person && count >= PERSON_LEAST * pixels);
  const chosen = new Set(people.map(({ instance }) => instance));
  const fixed = new Set(FIXED.map(classIndex));
  if (people.length === 0) {
    const candidates = things.filter(
      ({ label, count }) => label < 40 && !fixed.has(label) && count >= LEAST * pixels && count <= MOST * pixels,
    );
    let best = 0;
    for (const thing of candidates) {
      const value = score(thing, scenery);
      if (value <= best) continue;
      best = value;
      chosen.clear();
      chosen.add(thing.instance);
    }
  }
  const lying = things.filter(({ against, outline, instance, cut, label }) => {
    let shared = 0;
    for (const one of chosen) shared += against.get(one) ?? 0;
    return !chosen.has(instance) && !fixed.has(label) && cut === 0 && shared > 0.6 * outline;
  });
  for (const { instance } of lying) chosen.add(instance);
  return Uint8Array.from(instances, (instance) => (chosen.has(instance) ? 1 : 0));
}
