/** The light of a room: through its windows, from its ceiling, and what bounces without direction. */
import { add3, cross3, normalize3, scale3, turnY, type Vec3 } from '../../base/geometry';
import type { Random } from '../../base/random';
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

function windowLight(layout: Layout, window: Window, power: number): Light {
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
    power: scaleRgb([0.9, 1, 1.12], power * area * window.open),
  };
}

function sunThrough(window: Window, random: Random): Light {
  const height = random.between(0.35, 0.9);
  const sideways = random.between(-0.8, 0.8);
  const position = normalize3(turnY([sideways, height, -1], window.wall.place.turn));
  const u = normalize3(cross3(position, [0, 1, 0]));
  return {
    kind: 'sun',
    position,
    u,
    v: cross3(position, u),
    radius: 0.012,
    power: scaleRgb([1, 0.86, 0.66], random.between(1.6, 3)),
  };
}

/** Lights, ambient light and exposure; `ceiling` is where the ceiling lamp hangs. */
export function addDaylight(layout: Layout, windows: readonly Window[], ceiling: Vec3): Daylight {
  const { random } = layout;
  const lights: Light[] = [];
  const evening = windows.length === 0 || random.uniform() < 0.25;
  const lampPower = random.between(1.5, 2.6) * (evening ? 1.15 : random.pick([0.35, 0.7, 1]));
  const warm: Rgb = mixRgb([1, 0.97, 0.92], [1, 0.83, 0.62], random.uniform());
  const lampHalf = 0.22;
  lights.push({
    kind: 'rectangle',
    position: add3(ceiling, [0, -0.02, 0]),
    u: [lampHalf, 0, 0],
    v: [0, 0, lampHalf],
    radius: 0,
    power: scaleRgb(warm, lampPower),
  });
  for (const window of windows.slice(0, 2))
    lights.push(windowLight(layout, window, evening ? 0.15 : random.between(1.1, 2)));
  const sunny = windows[0];
  if (sunny && !evening && sunny.open > 0.8 && random.uniform() < 0.55) lights.push(sunThrough(sunny, random));
  const area = Math.sqrt(layout.size.width * layout.size.depth);
  const strength = (evening ? 0.34 : 0.44) * (3.6 / (area + 0.5)) ** 0.3;
  const sky = scaleRgb(mixRgb(warm, [0.92, 0.98, 1.06], evening ? 0.1 : 0.55), strength * random.between(0.9, 1.15));
  const exposure = random.between(0.62, 0.85);
  const cast = random.between(-0.07, 0.07);
  return { lights, sky, earth: scaleRgb(sky, 0.72), balance: scale3([1 + cast, 1, 1 - cast], exposure) };
}
