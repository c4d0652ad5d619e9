/** Which entries of a layout an import takes, into which split, and in which order: a pure function of the wishes. */
import { deriveSeed, hashText, Random } from '../../base/random';
import type { Split } from '../../data/dataset';
import type { Entry } from '../../data/importers/types';
import type { ImportWishes } from '../../protocol/data-messages';

export type SelectWishes = Pick<ImportWishes, 'limit' | 'splits' | 'validationShare' | 'scenes' | 'seed'>;

export interface Selected {
  readonly split: Split;
  readonly entry: Entry;
}

/** Entries by a key, in the order in which the keys first appear. */
function groupsOf(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}

const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  Array.from(new Random(seed).permutation(items.length), (place) => items[place]!);

/** Frames that must not be torn apart: a scene, or an entry that belongs to none. */
const togetherKey = ({ id, scene }: Entry): string => (scene === undefined ? `entry ${id}` : `scene ${scene}`);

/**
 * Divides entries whose split the layout does not know: whole scenes, picked by the seed, until validation is as near
 * to its share as it comes, at least one image. Where all are one scene, its last frames validate: another split would be empty.
 * @returns ids of those that validate
 */
function validating(unknown: readonly Entry[], { validationShare, seed }: SelectWishes): ReadonlySet<string> {
  if (validationShare === 0 || unknown.length < 2) return new Set();
  const wanted = Math.max(1, Math.round(unknown.length * validationShare)); // an empty split measures nothing
  const groups = groupsOf(unknown, togetherKey);
  if (groups.length === 1) return new Set(groups[0]!.slice(-wanted).map(({ id }) => id));
  const taken: Entry[] = [];
  let left = groups.length;
  for (const group of shuffled(groups, deriveSeed(seed, 'import validation'))) {
    const nearer = Math.abs(taken.length + group.length - wanted) < Math.abs(taken.length - wanted);
    if (nearer && left > 1) {
      taken.push(...group);
      left -= 1;
    }
  }
  return new Set(taken.map(({ id }) => id));
}

/** Ids of `count` of them: one of each scene in turn, scenes and frames in the seed's order. */
export function evenly(entries: readonly Entry[], count: number, seed: number): ReadonlySet<string> {
  const groups = groupsOf(entries, ({ scene }) => scene ?? '').map((group) =>
    shuffled(group, deriveSeed(seed, 'import frames', hashText(group[0]!.scene ?? ''))),
  );
  const order = shuffled(groups, deriveSeed(seed, 'import scenes'));
  const longest = Math.max(0, ...groups.map((group) => group.length));
  const picked = new Set<string>();
  for (let turn = 0; turn < longest; turn++) {
    for (const group of order) {
      if (picked.size === count) return picked;
      const entry = group[turn];
      if (entry) picked.add(entry.id);
    }
  }
  return picked;
}

/** How many of each split make up `limit`, in proportion; each split that has any keeps one. */
function shares(train: number, val: number, limit: number): readonly [train: number, val: number] {
  const all = train + val;
  if (all <= limit) return [train, val];
  let ofVal = Math.round((limit * val) / all);
  if (val > 0 && limit > 1) ofVal = Math.max(1, ofVal);
  if (train > 0) ofVal = Math.min(ofVal, limit - 1);
  return [limit - ofVal, ofVal];
}

/**
 * The training split, then validation; in each the layout's order, with the frames of a scene in a row.
 * @param wishes `limit` at least 1
 */
export function select(entries: readonly Entry[], wishes: SelectWishes): Selected[] {
  const { limit, splits, scenes, seed } = wishes;
  const wanted =
    scenes.length === 0 ? entries : entries.filter(({ scene }) => scene !== undefined && scenes.includes(scene));
  const unknown = wanted.filter(({ split }) => split === undefined);
  const validates = validating(unknown, wishes);
  const of = (split: Split): Entry[] => {
    if (splits !== 'both' && splits !== split) return [];
    return wanted.filter((entry) => (entry.split ?? (validates.has(entry.id) ? 'val' : 'train')) === split);
  };
  const [train, val] = [of('train'), of('val')];
  const [trainCount, valCount] = shares(train.length, val.length, limit);
  const pick = (split: Split, all: readonly Entry[], count: number): Selected[] => {
    const picked = count < all.length ? evenly(all, count, deriveSeed(seed, `import ${split}`)) : undefined;
    const kept = picked ? all.filter(({ id }) => picked.has(id)) : all;
    return groupsOf(kept, togetherKey).flatMap((group) => group.map((entry) => ({ split, entry })));
  };
  return [...pick('train', train, trainCount), ...pick('val', val, valCount)];
}
