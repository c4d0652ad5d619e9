/** The pure description of a room: a function of (seed, index) alone, so that any room can be made without the others. */
import { deriveSeed, Random } from '../../base/random';
import { turnY, type Vec3 } from '../../base/geometry';
import { placePoint, type Part, type Piece, type Place, type Primitive } from './build';
import type { ClassName } from './classes';
import { Layout, type Placement } from './layout';
import { addDaylight, type Light } from './lights';
import { MaterialBook, type Material, type Rgb } from './materials';
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

/** Bedrooms and living rooms are the most common, as in NYUv2. */
const KIND_SHARES: readonly (readonly [kind: RoomKind, share: number])[] = [
  ['bedroom', 0.28],
  ['livingRoom', 0.27],
  ['kitchen', 0.18],
  ['office', 0.17],
  ['bathroom', 0.1],
];

function pickKind(random: Random): RoomKind {
  let draw = random.uniform();
  for (const [kind, share] of KIND_SHARES) {
    if (draw < share) return kind;
    draw -= share;
  }
  return 'bedroom';
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

/** Room `index` of the data set with this seed. */
export function roomScene(seed: number, index: number): RoomScene {
  const random = new Random(deriveSeed(seed, 'rooms', index));
  const kind = pickKind(random);
  const recipe = RECIPES[kind];
  const size = recipe.size(random);
  const style = new Style(random, new MaterialBook(random));
  const layout = new Layout(size, random);
  const windows = openWalls(layout, recipe);
  recipe.furnish(layout, style);
  const shell = buildShell(layout, style, recipe);
  const light = addDaylight(layout, windows, shell.ceilingLight);
  return {
    seed,
    index,
    kind,
    ...size,
    objects: listObjects(shell.piece, layout.placements),
    materials: style.book.materials,
    ...light,
    lights: [...light.lights, ...bulbLights(layout.placements, random)],
    placements: layout.placements,
  };
}
