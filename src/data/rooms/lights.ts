/** The light of a room: through its windows, from its ceiling, and what bounces without direction. */
import { add3, cross3, normalize3, scale3, turnY, type Vec3 } from '../../base/geometry';
import type { Random } from '../../base/random';
import type { Daytime } from './daytime';
import type { Level } from './difficulty';
import type { Layout, Opening, Wall } from './layout';
import { mixRgb, type Rgb } from './materials';

/** The number of a kind is its place in this list: shaders/lib/rooms-light.wgsl compares with it. */
export const LIGHT_KINDS = ['rectangle', 'ball', 'sun'] as const;

export interface Light {
  readonly kind: (typeof LIGHT_KINDS)[number];
  /** Its middle; for the sun the direction towards it. */
  readonly position: Vec3;
  /** Half sides of a rectangle, which shines along u x v; for the sun two directions across it. */
  readonly u: Vec3;
  readonly v: Vec3;
  /** Of a ball in metres; of the sun as a tangent. */
  readonly radius: number;
  /** What falls on a facing surface one metre away; for the sun at any distance. */
  readonly power: Rgb;
}

export interface Daylight {
  readonly lights: Light[];
  readonly sky: Rgb;
  readonly earth: Rgb;
  readonly balance: Rgb;
}

export interface Window {
  readonly wall: Wall;
  readonly opening: Opening;
  /** How much of it blinds leave open. */
  readonly open: number;
}

export function scaleRgb(color: Rgb, factor: number): Rgb {
  return [color[0] * factor, color[1] * factor, color[2] * factor];
}

function windowLight(layout: Layout, window: Window, color: Rgb, power: number): Light {
  const { wall, opening } = window;
  const turn = wall.place.turn;
  const place = layout.onWall(wall, (opening.u0 + opening.u1) / 2, (opening.y0 + opening.y1) / 2, 0.03);
  const area = (opening.u1 - opening.u0) * (opening.y1 - opening.y0);
  return {
    kind: 'rectangle',
    position: [place.x, place.y, place.z],
    u: turnY([(opening.u1 - opening.u0) * 0.42, 0, 0], turn),
    v: [0, (opening.y1 - opening.y0) * 0.42, 0],
    radius: 0,
    power: scaleRgb(color, power * area * window.open),
  };
}

function sunThrough(window: Window, sun: NonNullable<Daytime['sun']>, random: Random): Light {
  const height = random.between(...sun.height);
  const sideways = random.between(-0.8, 0.8);
  const position = normalize3(turnY([sideways, height, -1], window.wall.place.turn));
  const u = normalize3(cross3(position, [0, 1, 0]));
  return {
    kind: 'sun',
    position,
    u,
    v: cross3(position, u),
    radius: 0.012,
    power: scaleRgb(sun.color, random.between(...sun.power)),
  };
}

function ceilingLight(at: Vec3, power: Rgb): Light {
  const half = 0.22;
  return { kind: 'rectangle', position: add3(at, [0, -0.02, 0]), u: [half, 0, 0], v: [0, 0, half], radius: 0, power };
}

export interface Sources {
  readonly windows: readonly Window[];
  /** Where the ceiling lamp hangs. */
  readonly ceiling: Vec3;
  readonly day: Daytime;
  readonly level: Level;
}

/** Lights, ambient light and exposure. */
export function addDaylight(layout: Layout, { windows, ceiling, day, level }: Sources): Daylight {
  const { random } = layout;
  const evening = windows.length === 0 || day.lamps;
  const off = day.lamps && level.contrast > 1 && random.uniform() < 0.25 * level.contrast; // only the small lamps burn
  const lampPower = random.between(1.5, 2.6) * (evening ? 1.15 : random.pick([0.35, 0.7, 1])) * (off ? 0.12 : 1);
  const warm: Rgb = mixRgb([1, 0.97, 0.92], [1, 0.83, 0.62], random.uniform());
  const lights: Light[] = [ceilingLight(ceiling, scaleRgb(warm, lampPower * level.contrast ** 0.5))];
  for (const window of windows.slice(0, 2))
    lights.push(windowLight(layout, window, day.window, random.between(...day.power) * level.contrast));
  const sunny = windows[0];
  if (sunny && day.sun && sunny.open > 0.8 && random.uniform() < 0.6 * level.contrast)
    lights.push(sunThrough(sunny, day.sun, random));
  const area = Math.sqrt(layout.size.width * layout.size.depth);
  const strength = day.strength * level.ambient * (off ? 0.6 : 1) * (3.6 / (area + 0.5)) ** 0.3;
  const sky = scaleRgb(mixRgb(warm, day.ambient, evening ? 0.3 : 0.6), strength * random.between(0.9, 1.15));
  const exposure = random.between(0.62, 0.85) * (off ? 1.8 : 1) * (level.ambient < 1 ? 1.2 : 1); // cameras open up in the dark
  const cast = random.between(-0.07, 0.07) * level.contrast;
  return { lights, sky, earth: scaleRgb(sky, 0.72), balance: scale3([1 + cast, 1, 1 - cast], exposure) };
}
