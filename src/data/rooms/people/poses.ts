/** What people do: poses in the person's own frame (looks along +z, the floor is y = 0). */
import type { Vec3 } from '../../../base/geometry';
import type { Random } from '../../../base/random';
import type { Build, Pose, Sides } from './figure';

export type StandingPose = 'relaxed' | 'onHip' | 'reaching' | 'holding' | 'walking' | 'crossed' | 'pointing';
export const STANDING: readonly StandingPose[] = [
  'relaxed',
  'onHip',
  'holding',
  'walking',
  'crossed',
  'pointing',
  'relaxed',
];

/** What a hand does: where its wrist is, and where its elbow goes. */
interface Hand {
  readonly wrist: Vec3;
  readonly elbow: Vec3;
}

const mirrored = ([x, y, z]: Vec3): Vec3 => [-x, y, z];

/** A hand of the side x > 0, in shares of the stature 1.75 m; `hips` are at .95 there. */
function hand(kind: 'down' | 'hip' | 'front' | 'crossed' | 'up' | 'out' | 'lap' | 'swing', random: Random): Hand {
  const some = (low: number, high: number): number => random.between(low, high);
  switch (kind) {
    case 'down':
      return { wrist: [some(0.24, 0.3), some(0.86, 0.9), some(-0.02, 0.1)], elbow: [0.6, 0, -1] };
    case 'hip':
      return { wrist: [0.2, 0.99, 0.06], elbow: [1, 0, -0.5] };
    case 'front':
      return { wrist: [some(0.08, 0.14), some(1.1, 1.24), some(0.26, 0.34)], elbow: [0.8, -1, -0.2] };
    case 'crossed':
      return { wrist: [some(-0.1, -0.04), some(1.16, 1.22), some(0.18, 0.21)], elbow: [1, -0.6, 0.2] };
    case 'up':
      return { wrist: [some(0.1, 0.25), some(1.45, 1.75), some(0.38, 0.5)], elbow: [0.7, -1, 0] };
    case 'out':
      return { wrist: [some(0.2, 0.45), some(1.2, 1.45), some(0.35, 0.45)], elbow: [0.5, -1, 0] };
    case 'lap':
      return { wrist: [some(0.1, 0.16), some(1.03, 1.07), some(0.22, 0.3)], elbow: [0.9, -0.4, -0.6] };
    case 'swing':
      return { wrist: [0.24, 0.92, some(0.16, 0.26)], elbow: [0.3, 0, -1] };
  }
}

type HandKind = Parameters<typeof hand>[0];

function hands(kinds: Sides<HandKind>, scale: number, random: Random): Pick<Pose, 'wrists' | 'elbows'> {
  const sides = kinds.map((kind, side) => {
    const { wrist, elbow } = hand(kind, random);
    const sized: Vec3 = [wrist[0] * scale, wrist[1] * scale, wrist[2] * scale];
    return side === 0 ? { wrist: mirrored(sized), elbow: mirrored(elbow) } : { wrist: sized, elbow };
  });
  const [left, right] = [sides[0]!, sides[1]!];
  return { wrists: [left.wrist, right.wrist], elbows: [left.elbow, right.elbow] };
}

const HANDS: Record<StandingPose, Sides<HandKind>> = {
  relaxed: ['down', 'down'],
  onHip: ['hip', 'down'],
  reaching: ['up', 'down'],
  holding: ['front', 'front'],
  walking: ['swing', 'down'],
  crossed: ['crossed', 'crossed'],
  pointing: ['down', 'out'],
};

export function standing(kind: StandingPose, body: Build, random: Random): Pose {
  const { scale: s } = body;
  const swap = random.uniform() < 0.5;
  const pair = HANDS[kind];
  const stride = kind === 'walking' ? random.between(0.2, 0.3) * s : random.between(-0.05, 0.05) * s;
  const spread = random.between(0.08, 0.13) * s;
  const rise = kind === 'walking' ? 0.05 * s : 0;
  const long = body.thigh + body.shin;
  const hipsHeight = body.ankle + Math.sqrt(long ** 2 - (Math.abs(stride) / 2 + 0.02) ** 2) - 0.012 * s - rise;
  const sway = random.between(-0.05, 0.05);
  return {
    hips: [0, hipsHeight, 0],
    lean: kind === 'reaching' ? random.between(0.08, 0.2) : random.between(-0.02, 0.06),
    sway,
    twist: random.between(-0.25, 0.25),
    look: random.between(-0.5, 0.5),
    nod: kind === 'holding' ? random.between(0.25, 0.5) : random.between(-0.05, 0.15),
    ...hands(swap ? [pair[1], pair[0]] : pair, s, random),
    ankles: [
      [-spread, body.ankle, swap ? stride : -stride],
      [spread, body.ankle + (kind === 'walking' ? 0.03 * s : 0), swap ? -stride : stride],
    ],
    toes: [-random.between(0.05, 0.35), random.between(0.05, 0.35)],
  };
}

/** @param seat how high above the floor; `table`: the height of what stands before it */
export function sitting(seat: { y: number; table?: number; soft: boolean }, body: Build, random: Random): Pose {
  const { scale: s } = body;
  const hipsHeight = seat.y + (seat.soft ? 0.06 : 0.09) * s;
  const knees = random.between(0.08, 0.16) * s;
  const low = Math.max(body.ankle, hipsHeight - body.shin - 0.05 * s); // short legs do not reach the floor
  const reach = body.thigh + random.between(-0.1, seat.table === undefined ? 0.12 : 0) * s;
  const lean = seat.table !== undefined ? random.between(0, 0.15) : random.between(-0.25, 0.02);
  // The kinds of hands are given for somebody who stands: moved down with the hips.
  const shift = hipsHeight - 0.95 * s;
  const kinds: Sides<HandKind> = random.pick([
    ['lap', 'lap'],
    ['lap', 'front'],
    ['front', 'front'],
    ['front', 'lap'],
  ]);
  const given = hands(kinds, s, random);
  const onTable = (side: -1 | 1, table: number): Vec3 => [
    side * random.between(0.12, 0.24) * s,
    table + 0.05,
    0.34 * s,
  ];
  const lowered = ([x, y, z]: Vec3): Vec3 => [x, y + shift, z];
  const { table } = seat;
  return {
    hips: [0, hipsHeight, 0],
    lean,
    sway: random.between(-0.06, 0.06),
    twist: random.between(-0.15, 0.15),
    look: random.between(-0.6, 0.6),
    nod: random.between(0, 0.35),
    wrists:
      table === undefined
        ? [lowered(given.wrists[0]), lowered(given.wrists[1])]
        : [onTable(-1, table), onTable(1, table)],
    elbows: [
      [-0.8, -0.7, -0.5],
      [0.8, -0.7, -0.5],
    ],
    ankles: [
      [-knees, low, reach + random.between(-0.06, 0.06)],
      [knees, low, reach + random.between(-0.06, 0.06)],
    ],
    toes: [-random.between(0, 0.3), random.between(0, 0.3)],
  };
}
