/** A person made of parts: joints found from where hands and feet are, limbs put around them. */
import { add3, cross3, normalize3, scale3, subtract3, turnY, type Vec3 } from '../../../base/geometry';
import { Piece, type Part } from '../build';
import type { Wear } from './wear';

/** Labels of PART_CLASSES (base/label-sets.ts). */
export const BODY = { head: 1, torso: 2, upperArm: 3, lowerArm: 4, upperLeg: 5, lowerLeg: 6 } as const;

/** Sides: -1 is where x < 0. A person looks along +z, y is up, the floor is y = 0; metres. */
export type Sides<T> = readonly [negative: T, positive: T];

export interface Pose {
  /** The middle of the pelvis. */
  readonly hips: Vec3;
  /** The spine from the upright, radians: forwards, and to x > 0. */
  readonly lean: number;
  readonly sway: number;
  /** Turn of the shoulders against the hips, and of the head against the shoulders; nod: looking down. Radians. */
  readonly twist: number;
  readonly look: number;
  readonly nod: number;
  readonly wrists: Sides<Vec3>;
  /** Which way each elbow goes. */
  readonly elbows: Sides<Vec3>;
  readonly ankles: Sides<Vec3>;
  /** Toes point there, radians from +z towards +x. */
  readonly toes: Sides<number>;
}

/** Lengths and widths of a body, metres. Shares of the stature after Drillis and Contini 1966. */
export interface Build {
  readonly stature: number;
  readonly scale: number;
  readonly head: number;
  readonly thigh: number;
  readonly shin: number;
  readonly ankle: number;
  readonly hipWidth: number;
  readonly shoulderWidth: number;
  readonly spine: number;
  readonly upperArm: number;
  readonly foreArm: number;
  /** 1 is slender. */
  readonly stout: number;
}

export function buildOf(stature: number, stout: number): Build {
  const scale = stature / 1.75;
  return {
    stature,
    scale,
    head: scale ** 0.5, // children's heads are nearly as large as ours
    thigh: 0.245 * stature,
    shin: 0.246 * stature,
    ankle: 0.046 * stature,
    hipWidth: 0.052 * stature,
    shoulderWidth: 0.098 * stature,
    spine: 0.285 * stature,
    upperArm: 0.172 * stature,
    foreArm: 0.152 * stature,
    stout,
  };
}

export interface Joints {
  readonly middle: Vec3;
  readonly end: Vec3;
}

/** Where two bones of these lengths bend between `from` and `to`, towards `hint`; what is out of reach comes nearer. */
export function bend(from: Vec3, to: Vec3, [first, second]: readonly [number, number], hint: Vec3): Joints {
  const way = subtract3(to, from);
  const wanted = Math.hypot(...way);
  const far = Math.min(Math.max(wanted, Math.abs(first - second) + 1e-3), 0.999 * (first + second));
  const axis = wanted > 1e-6 ? scale3(way, 1 / wanted) : ([0, -1, 0] as const);
  const along = (far * far + first * first - second * second) / (2 * far);
  const out = Math.sqrt(Math.max(first * first - along * along, 0));
  const share = hint[0] * axis[0] + hint[1] * axis[1] + hint[2] * axis[2];
  const across = normalize3(add3(subtract3(hint, scale3(axis, share)), [1e-6, 0, 0]));
  return {
    middle: add3(from, add3(scale3(axis, along), scale3(across, out))),
    end: add3(from, scale3(axis, far)),
  };
}

function towards(from: Vec3, to: Vec3, metres: number): Vec3 {
  return add3(from, scale3(normalize3(subtract3(to, from)), metres));
}

interface Posed {
  readonly body: Build;
  readonly pose: Pose;
  readonly wear: Wear;
}

function leg(part: Part, { body, pose, wear }: Posed, side: 0 | 1): void {
  const { scale: s, stout } = body;
  const hip = add3(pose.hips, [(side === 0 ? -1 : 1) * body.hipWidth, 0, 0]);
  const toe = turnY([0, 0, 1], pose.toes[side]);
  const { middle: knee, end: ankle } = bend(hip, pose.ankles[side], [body.thigh, body.shin], add3(toe, [0, 0.3, 0]));
  const shin = wear.legs === 'trousers' ? wear.bottom : wear.skin;
  const wide = (wear.legs === 'trousers' ? 1.12 : 1) * s;
  part.limb({ from: hip, to: knee, radius: 0.088 * s * stout, taper: 0.68 }, wear.bottom, BODY.upperLeg);
  part.limb({ from: knee, to: ankle, radius: 0.058 * wide, taper: 0.72 }, shin, BODY.lowerLeg);
  const heel: Vec3 = [ankle[0] - toe[0] * 0.03 * s, ankle[1] - body.ankle + 0.036 * s, ankle[2] - toe[2] * 0.03 * s];
  const tip = add3(heel, scale3([toe[0], 0, toe[2]], 0.19 * s));
  const across: Vec3 = [toe[2], 0, -toe[0]];
  part.limb({ from: heel, to: tip, radius: 0.045 * s, flat: 0.8, side: across }, wear.shoes, BODY.lowerLeg);
}

function arm(part: Part, body: Build, wear: Wear, reach: { shoulder: Vec3; wrist: Vec3; elbow: Vec3 }): Joints {
  const { scale: s, stout } = body;
  const bones = bend(reach.shoulder, reach.wrist, [body.upperArm, body.foreArm], reach.elbow);
  const sleeve = wear.longSleeves ? 1.15 : 1;
  part.limb({ from: reach.shoulder, to: bones.middle, radius: 0.053 * s * stout, taper: 0.8 }, wear.top, BODY.upperArm);
  const fore = wear.longSleeves ? wear.top : wear.skin;
  part.limb({ from: bones.middle, to: bones.end, radius: 0.04 * s * sleeve, taper: 0.72 }, fore, BODY.lowerArm);
  const palm = towards(bones.end, add3(bones.end, subtract3(bones.end, bones.middle)), 0.09 * s);
  part.limb({ from: bones.end, to: palm, radius: 0.036 * s, taper: 0.85, flat: 0.6 }, wear.skin, BODY.lowerArm);
  return bones;
}

/** Head, face and hair in the frame of the head: its middle is `at`. */
function head(part: Part, at: Vec3, look: { size: number; turn: number; nod: number }, wear: Wear): void {
  const { size: s, turn, nod } = look;
  const bodyPart = BODY.head;
  const place = (p: Vec3): Vec3 => {
    const [c, d] = [Math.cos(nod), Math.sin(nod)];
    return add3(at, scale3(turnY([p[0], c * p[1] - d * p[2], d * p[1] + c * p[2]], turn), s));
  };
  const ball = (p: Vec3, size: Vec3, material: number): void => {
    const middle = place(p);
    const under: Vec3 = [middle[0], middle[1] - (size[1] * s) / 2, middle[2]];
    part.ellipsoid(under, scale3(size, s), material, { tilt: nod, turn, bodyPart });
  };
  ball([0, 0.012, 0], [0.152, 0.2, 0.196], wear.skin);
  ball([0, -0.05, 0.022], [0.116, 0.13, 0.13], wear.skin); // the jaw
  part.limb({ from: place([0, 0.005, 0.092]), to: place([0, -0.026, 0.104]), radius: 0.012 * s }, wear.skin, bodyPart);
  for (const side of [-1, 1]) {
    ball([side * 0.03, 0.012, 0.084], [0.026, 0.017, 0.02], wear.dark);
    ball([side * 0.032, 0.034, 0.084], [0.04, 0.009, 0.02], wear.hair);
    ball([side * 0.077, 0, -0.005], [0.022, 0.06, 0.036], wear.skin);
  }
  ball([0, -0.064, 0.078], [0.046, 0.013, 0.02], wear.lips);
  if (wear.hairCut === 'bald') return;
  ball([0, 0.036, -0.022], [0.17, 0.196, 0.204], wear.hair);
  if (wear.hairCut === 'bun') ball([0, 0.09, -0.11], [0.09, 0.09, 0.08], wear.hair);
  if (wear.hairCut !== 'long') return;
  const across = turnY([1, 0, 0], turn);
  part.limb(
    { from: place([0, 0.03, -0.045]), to: place([0, -0.18, -0.075]), radius: 0.088 * s, flat: 0.62, side: across },
    wear.hair,
    bodyPart,
  );
}

/** Where things held in hands are. */
export interface Figure {
  readonly piece: Piece;
  readonly wrists: Sides<Vec3>;
}

export function figure(body: Build, pose: Pose, wear: Wear): Figure {
  const { scale: s, stout } = body;
  const piece = new Piece(0.6, body.stature, 0.5);
  const part = piece.part('person');
  const up = normalize3([Math.sin(pose.sway), Math.cos(pose.lean), Math.sin(pose.lean)]);
  const at = (metres: number): Vec3 => add3(pose.hips, scale3(up, metres));
  const square = turnY([1, 0, 0], pose.twist);
  const level = normalize3(subtract3(square, scale3(up, square[0] * up[0] + square[1] * up[1] + square[2] * up[2])));
  const shoulder = (side: number): Vec3 => add3(at(body.spine), scale3(level, side * body.shoulderWidth));
  const [hip, torso] = [body.hipWidth * 0.75, BODY.torso];
  const aside = (x: number): Vec3 => add3(pose.hips, [x, 0, 0]);
  part.limb({ from: aside(-hip), to: aside(hip), radius: 0.1 * s * stout, side: [0, 1, 0] }, wear.bottom, torso);
  const chest = { from: at(0.07 * s), to: at(body.spine - 0.1 * s), radius: 0.138 * s * stout, side: level };
  part.limb({ ...chest, taper: 1.12 / stout ** 0.5, flat: 0.72 }, wear.top, torso);
  const thick = 0.132 * s * stout ** 0.5;
  const yoke: Vec3 = [1.64 * body.shoulderWidth + thick, thick, thick];
  const under = add3(at(body.spine), [0, -thick / 2, 0]);
  const turned = { turn: pose.twist, tilt: pose.lean, roll: -pose.sway, edge: thick / 2, bodyPart: torso };
  part.box(under, yoke, wear.top, turned); // a box, so that stripes run down it
  const forward = cross3(level, up);
  const skull = add3(at(body.spine + 0.195 * s ** 0.75), scale3(forward, 0.03 * s));
  part.limb({ from: at(body.spine - 0.01 * s), to: skull, radius: 0.055 * s }, wear.skin, torso);
  head(part, skull, { size: body.head, turn: pose.twist + pose.look, nod: pose.nod + pose.lean * 0.5 }, wear);
  if (wear.legs === 'skirt') skirt(part, body, pose, wear);
  leg(part, { body, pose, wear }, 0);
  leg(part, { body, pose, wear }, 1);
  const wrists = ([0, 1] as const).map((side) => {
    const reach = { shoulder: shoulder(side === 0 ? -1 : 1), wrist: pose.wrists[side], elbow: pose.elbows[side] };
    return arm(part, body, wear, reach).end;
  });
  return { piece, wrists: [wrists[0]!, wrists[1]!] };
}

function skirt(part: Part, { scale: s }: Build, { hips }: Pose, wear: Wear): void {
  const long = 0.46 * s;
  const under: Vec3 = [hips[0], hips[1] + 0.06 * s - long, hips[2]];
  part.frustum(under, [0.48 * s, long, 0.4 * s], wear.bottom, { top: 0.6, bodyPart: BODY.upperLeg });
}
