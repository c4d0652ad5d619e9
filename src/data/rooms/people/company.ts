/** Who is in a room: people on its seats, before its furniture, on its free floor. */
import type { Vec3 } from '../../../base/geometry';
import type { Random } from '../../../base/random';
import { extentOf, Piece, placePoint, type Place, type Seat } from '../build';
import type { Layout, Placement } from '../layout';
import { rgb, vary } from '../materials';
import type { Style } from '../style';
import { buildOf, figure, type Build, type Figure, type Pose } from './figure';
import { sitting, standing, STANDING, type StandingPose } from './poses';
import { dress, type Wear } from './wear';

const TRIES = 24;
/** What people stand before, doing something with their hands, and how near: metres from its front. */
const BUSY: Readonly<Record<string, number>> = {
  counter: 0.3,
  bookshelf: 0.38,
  cabinet: 0.36,
  refrigerator: 0.42,
  dresser: 0.34,
  wardrobe: 0.42,
  vanity: 0.3,
  whiteboard: 0.42,
  wallShelves: 0.3,
};
const SOFT = new Set(['sofa', 'armchair', 'bed']);

interface Person {
  readonly body: Build;
  readonly wear: Wear;
}

function somebody(random: Random, style: Style): Person {
  const child = random.uniform() < 0.14;
  const stature = child ? random.between(1.05, 1.45) : random.between(1.55, 1.88);
  const wear = dress(random, style.book, style.level.plain > random.uniform());
  const stout = child ? random.between(0.9, 1) : random.between(0.9, 1.22);
  return {
    body: buildOf(stature, stout),
    wear: child && wear.hairCut === 'bald' ? { ...wear, hairCut: 'short' } : wear,
  };
}

/** Something in both hands, or in one: a book, a telephone, a cup. */
function hold({ piece, wrists }: Figure, pose: Pose, style: Style, random: Random): void {
  const apart = Math.hypot(...wrists[0].map((value, i) => value - wrists[1][i]!));
  const [left, right] = wrists;
  if (apart < 0.34 && random.uniform() < 0.6) {
    const middle: Vec3 = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2 + 0.02, (left[2] + right[2]) / 2 + 0.08];
    const size: Vec3 = [0.24, 0.02, 0.17];
    piece.part('books').box(middle, size, style.cover(), { tilt: -0.9, turn: pose.twist });
    return;
  }
  if (random.uniform() < 0.5) return;
  const hand = random.pick([left, right]);
  const at: Vec3 = [hand[0] * 0.9, hand[1] + 0.01, hand[2] + 0.08];
  const thing = piece.part('otherprop');
  const color = vary(random, rgb(random.pick([0xe8e4da, 0xb33a2f, 0x2f4f7d, 0x1d1d20])), 0.1);
  if (random.uniform() < 0.5) thing.frustum(at, [0.08, 0.1, 0.08], style.book.add(color, { gloss: 0.3 }), { top: 1.1 });
  else thing.box(at, [0.08, 0.15, 0.01], style.black, { tilt: -0.6, edge: 0.004 });
}

/** The piece with its origin in its middle and on the floor, and its place so that nothing moves. */
function settled(piece: Piece, place: Place): { piece: Piece; place: Place } {
  const { low, high } = extentOf(piece);
  const [x, z] = [(low[0] + high[0]) / 2, (low[2] + high[2]) / 2];
  const lift = Math.max(0, -low[1]);
  const fit = new Piece(high[0] - low[0], high[1] + lift, high[2] - low[2]);
  fit.put(piece, { x: -x, y: lift, z: -z });
  const [worldX, , worldZ] = placePoint(place, [x, 0, z]);
  return { piece: fit, place: { ...place, x: worldX, z: worldZ } };
}

function seatIn(placement: Placement, seat: Seat): Place {
  const [x, , z] = placePoint(placement.place, [seat.x, 0, seat.z]);
  return { x, y: 0, z, turn: placement.place.turn + seat.turn };
}

/** Somebody on a seat that is free and has room for feet before it. */
function seat(layout: Layout, style: Style, random: Random, taken: Set<Seat>): Placement | undefined {
  const free = layout.placements.flatMap((placement) =>
    placement.piece.seats.filter((one) => !taken.has(one)).map((one) => ({ placement, one })),
  );
  for (let i = 0; i < TRIES && free.length > 0; i++) {
    const { placement, one } = random.pick(free);
    const { body, wear } = somebody(random, style);
    const at = { y: one.y, soft: SOFT.has(placement.name), ...(one.table !== undefined && { table: one.table }) };
    const pose = sitting(at, body, random);
    const made = figure(body, pose, wear.legs === 'skirt' ? { ...wear, legs: 'trousers' } : wear);
    hold(made, pose, style, random);
    const { piece, place } = settled(made.piece, seatIn(placement, one));
    const joined = layout.join({ name: 'person', piece, place, on: placement });
    if (!joined) continue;
    taken.add(one);
    return joined;
  }
  return undefined;
}

function stand(layout: Layout, style: Style, random: Random): Placement | undefined {
  const { width, depth } = layout.size;
  for (let i = 0; i < TRIES; i++) {
    const { body, wear } = somebody(random, style);
    const before = layout.placements.filter(({ name }) => name in BUSY);
    const anchor = random.uniform() < 0.45 && before.length > 0 ? random.pick(before) : undefined;
    const kind: StandingPose = anchor ? random.pick(['reaching', 'pointing', 'holding']) : random.pick(STANDING);
    const pose = standing(kind, body, random);
    const made = figure(body, pose, wear);
    if (kind === 'holding' || kind === 'relaxed') hold(made, pose, style, random);
    let place: Place;
    if (anchor) {
      const half = anchor.light ? 0.2 : anchor.piece.depth / 2;
      const reach = half + BUSY[anchor.name]!;
      const aside = random.between(-0.35, 0.35) * anchor.piece.width;
      const [x, , z] = placePoint({ ...anchor.place, y: 0 }, [aside, 0, reach]);
      place = { x, y: 0, z, turn: anchor.place.turn + Math.PI + random.between(-0.4, 0.4) };
    } else {
      const x = random.between(-0.5, 0.5) * (width - 0.7);
      const z = random.between(-0.5, 0.5) * (depth - 0.7);
      const inwards = Math.atan2(-x, -z); // people look into the room more often than at a wall
      place = { x, y: 0, z, turn: inwards + random.normal() * 1.1 };
    }
    const joined = layout.join({ name: 'person', ...settled(made.piece, place) });
    if (joined) return joined;
  }
  return undefined;
}

/** Puts up to `count` people into the furnished room. */
export function invite(layout: Layout, style: Style, count: number, random: Random): void {
  const taken = new Set<Seat>();
  for (let i = 0; i < count; i++) {
    const sits = random.uniform() < 0.5;
    const joined = sits
      ? (seat(layout, style, random, taken) ?? stand(layout, style, random))
      : stand(layout, style, random);
    if (!joined && !sits) seat(layout, style, random, taken);
  }
}
