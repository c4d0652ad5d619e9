/** Which wrapper's prefix a file's names carry (`module.`), and which of the model's they lack (`backbone.`). */

export interface Prefixes {
  /** At the start of the file's names, left out. */
  readonly stripped: string;
  /** At the start of the model's names, put in front of the file's. */
  readonly added: string;
}

const MOST_PARTS = 3;
const MOST_TRIED = 12; // of each kind: the work is 13 x 13 passes over the model's names

/** The commonest leading parts of dotted names, up to three parts long, and the empty one. */
function commonest(names: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (
      let dot = name.indexOf('.'), parts = 0;
      dot >= 0 && parts < MOST_PARTS;
      dot = name.indexOf('.', dot + 1), parts++
    ) {
      const prefix = name.slice(0, dot + 1);
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  const ordered = [...counts].sort(([, a], [, b]) => b - a).map(([prefix]) => prefix);
  return ['', ...ordered.slice(0, MOST_TRIED)];
}

/**
 * @returns the pair that makes most tensors fit (name and shape, then name); of equals the shorter one. Prefixes must
 *   name half of the file's tensors or half of the model's: a lone `bias` is no reason to rename.
 */
export function bestPrefixes<W, G>(
  wanted: ReadonlyMap<string, W>,
  given: ReadonlyMap<string, G>,
  fits: (a: W, b: G) => boolean,
): Prefixes {
  const score = ({ stripped, added }: Prefixes): number => {
    let [named, fitting] = [0, 0];
    for (const [name, tensor] of wanted) {
      const found = name.startsWith(added) ? given.get(stripped + name.slice(added.length)) : undefined;
      if (!found) continue;
      named++;
      if (fits(tensor, found)) fitting++;
    }
    const isPlain = stripped + added === '';
    const isLikely = 2 * named >= Math.min(wanted.size, given.size) && (fitting > 0 || named > 1);
    return isPlain || isLikely ? named + fitting : 0;
  };
  const [strips, adds] = [commonest(given.keys()), commonest(wanted.keys())];
  const pairs = adds.flatMap((added) => strips.map((stripped) => ({ stripped, added })));
  const length = ({ stripped, added }: Prefixes): number => stripped.length + added.length;
  const scored = pairs.sort((a, b) => length(a) - length(b)).map((pair) => ({ pair, score: score(pair) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).pair;
}
