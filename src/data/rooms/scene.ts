/** The pure description of a room: a function of (seed, index) alone, so that any room can be made without the others. */
import { deriveSeed, Random } from '../../base/random';
import { turnY, type Vec3 } from '../../base/geometry';
import { placePoint, type Part, type Piece, type Place, type Primitive } from './build';
import type { ClassName } from './classes';
import { daytimeOf } from './daytime';
import { LEVELS, type CameraHabits, type Difficulty } from './difficulty';
import { litterPiece, strew } from './furniture/clutter';
import { Layout, type Placement } from './layout';
import { addDaylight, type Light } from './lights';
import { MaterialBook, type Material, type Rgb } from './materials';
import { invite } from './people/company';
import { RECIPES, type RoomKind } from './recipes';
import { buildShell, openWalls } from './shell';
import { Style } from './style';

export interface SceneObject {
  readonly className: ClassName;
  /** 1, 2, 3 …; all walls are one instance. */
  readonly instance: number;
  readonly primitives: readonly Primitive[];
}

export interface RoomScene {
  readonly seed: number;
  readonly index: number;
  readonly kind: RoomKind | 'handmade';
  /** How its photographers hold their cameras. */
  readonly habits: CameraHabits;
  /** Inner size in metres; the origin is on the floor in the middle, y up. */
  readonly width: number;
  readonly depth: number;
  readonly height: number;
  readonly objects: readonly SceneObject[];
  readonly materials: readonly Material[];
  readonly lights: readonly Light[];
  /** Light without direction, from above and from below. */
  readonly sky: Rgb;
  readonly earth: Rgb;
  /** Exposure of the three channels: brightness and white balance. */
  readonly balance: Rgb;
  readonly placements: readonly Placement[];
}

/**
 * Twenty rooms of each data set, then again: kinds are dealt and not drawn, so that few rooms show all of them, in
 * training as in validation. Bedrooms and living rooms are the most common, as in NYUv2.
 */
const DEAL: readonly RoomKind[] = (
  'bedroom livingRoom kitchen office bedroom livingRoom bathroom bedroom kitchen livingRoom ' +
  'bedroom office livingRoom kitchen bedroom bathroom livingRoom office bedroom kitchen'
).split(' ') as RoomKind[];
const INHABITED = 0.43; // share of the rooms; not every view shows who is there
const GOLDEN = 0.61803398875; // its multiples fill the unit interval evenly

/** Rooms of one seed. */
export const MOST_ROOMS = 100_000;

interface Dealt {
  readonly kind: RoomKind;
  readonly inhabited: boolean;
}

/** The kind of a room, and whether somebody is there: every second room of each kind, nearly. */
function dealt(seed: number, index: number): Dealt {
  const at = index + (deriveSeed(seed, 'rooms-deal') % DEAL.length);
  const kind = DEAL[at % DEAL.length]!;
  const ofKind = (until: number): number => DEAL.slice(0, until).filter((one) => one === kind).length;
  const before = Math.floor(at / DEAL.length) * ofKind(DEAL.length) + ofKind(at % DEAL.length);
  const phase = deriveSeed(seed, 'rooms-inhabited', ...[...kind].map((c) => c.charCodeAt(0))) / 2 ** 32;
  return { kind, inhabited: (phase + before * GOLDEN) % 1 < INHABITED };
}

function moved(part: Part, place: Place): Primitive[] {
  return part.primitives.map((it) => ({
    ...it,
    center: placePoint(place, it.center),
    xAxis: turnY(it.xAxis, place.turn),
    yAxis: turnY(it.yAxis, place.turn),
  }));
}

function bulbLights(placements: readonly Placement[], random: Random): Light[] {
  const zero: Vec3 = [0, 0, 0];
  const lights: Light[] = [];
  for (const { piece, place } of placements) {
    for (const bulb of piece.bulbs) {
      if (random.uniform() < 0.2) continue; // switched off
      const power: Rgb = [bulb.power, bulb.power * 0.8, bulb.power * 0.52];
      lights.push({ kind: 'ball', position: placePoint(place, bulb.position), u: zero, v: zero, radius: 0.08, power });
    }
  }
  return lights.slice(0, 3); // the strongest part of the light comes from windows and ceiling
}

/** The shell's objects first (walls 1, floor 2, ceiling 3), then one per part of every piece. */
function listObjects(shell: Piece, placements: readonly Placement[]): SceneObject[] {
  const fixed = { wall: 1, floor: 2, ceiling: 3 } as const;
  let next = 4;
  const objects: SceneObject[] = [];
  const add = (part: Part, place: Place): void => {
    if (part.primitives.length === 0) return;
    const name = part.className;
    const instance = name === 'wall' || name === 'floor' || name === 'ceiling' ? fixed[name] : next++;
    objects.push({ className: name, instance, primitives: moved(part, place) });
  };
  for (const part of shell.parts) add(part, { x: 0, y: 0, z: 0, turn: 0 });
  for (const { piece, place } of placements) for (const part of piece.parts) add(part, place);
  return objects;
}

/** Small things on tables and on the floor. */
function clutter(layout: Layout, style: Style): void {
  for (const { piece, name } of layout.placements) if (name !== 'rug') strew(piece, style);
  const { litter } = style.level;
  const count = litter > 0 ? layout.random.below(2 * litter + 1) : 0;
  for (let i = 0; i < count; i++) {
    const piece = litterPiece(style);
    if (layout.random.uniform() < 0.6) layout.against('litter', piece, { front: 0 });
    else layout.anywhere('litter', piece, 0.08);
  }
}

function company(seed: number, index: number, layout: Layout, style: Style): void {
  const random = new Random(deriveSeed(seed, 'rooms-people', index));
  invite(layout, style, random.pick([1, 1, 1, 1, 2, 2, 3]), random);
}

/** Room `index` of the data set with this seed. */
export function roomScene(seed: number, index: number, difficulty: Difficulty = 'medium'): RoomScene {
  const random = new Random(deriveSeed(seed, 'rooms', index));
  const { kind, inhabited } = dealt(seed, index);
  const level = LEVELS[difficulty];
  const recipe = RECIPES[kind];
  const size = recipe.size(random);
  const style = new Style(random, new MaterialBook(random), level);
  const layout = new Layout(size, random);
  const windows = openWalls(layout, recipe);
  recipe.furnish(layout, style);
  clutter(layout, style);
  if (inhabited) company(seed, index, layout, style);
  const day = daytimeOf(random, level);
  const shell = buildShell(layout, style, recipe, day);
  const light = addDaylight(layout, { windows, ceiling: shell.ceilingLight, day, level });
  return {
    seed,
    index,
    kind,
    habits: level.camera,
    ...size,
    objects: listObjects(shell.piece, layout.placements),
    materials: style.book.materials,
    ...light,
    lights: [...light.lights, ...bulbLights(layout.placements, random)],
    placements: layout.placements,
  };
}
