/** Splits that stand in text files, an id a line: gt_sets/train.txt of NYUD_MT, ImageSets/Context/val.txt of PASCAL. */
import type { Split } from '../dataset';
import type { Remark, Skipped, SourceFile } from './types';

export interface ListedImage {
  /** Unique: an image that stands in both lists comes twice. */
  readonly id: string;
  /** Of its files. */
  readonly stem: string;
  readonly split?: Split;
}

export interface Division {
  readonly images: readonly ListedImage[];
  readonly remarks: readonly Remark[];
  readonly skipped: readonly Skipped[];
}

type Lists = Readonly<Partial<Record<Split, SourceFile>>>;

/** @param stems of all images that are there */
export async function divideByLists(stems: Iterable<string>, lists: Lists): Promise<Division> {
  const there = new Set(stems);
  if (!lists.train && !lists.val) return undivided(there);
  const images: ListedImage[] = [];
  const skipped: Skipped[] = [];
  const listed = new Set<string>();
  let twice = 0;
  for (const split of ['train', 'val'] as const) {
    const list = lists[split];
    if (!list) continue;
    const ids = new Set(linesOf(await list.bytes()));
    const missing = [...ids].filter((id) => !there.has(id));
    if (missing.length > 0) skipped.push({ path: list.path, reason: missingReason(ids.size, missing) });
    for (const stem of ids) {
      if (!there.has(stem)) continue;
      if (listed.has(stem)) twice++;
      images.push({ id: listed.has(stem) ? `${stem} (${split})` : stem, stem, split });
    }
    for (const id of ids) listed.add(id);
  }
  if (images.length === 0) return undivided(there);
  const unlisted = [...there].filter((stem) => !listed.has(stem));
  if (unlisted.length > 0) skipped.push(unlistedReason(unlisted, lists));
  return { images, remarks: twice > 0 ? [twiceRemark(twice)] : [], skipped };
}

/** Ids, one a line: blank lines, blanks around and a byte order mark do not count. */
function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder() // drops the mark
    .decode(bytes)
    .split(/[\r\n]+/)
    .flatMap((line) => line.trim() || []);
}

function undivided(stems: ReadonlySet<string>): Division {
  const images = [...stems].map((stem) => ({ id: stem, stem }));
  const remark: Remark = {
    kind: 'warning',
    text: 'No list says which images are for training and which for validation.',
    consequence: 'They are divided by the seed; results cannot be compared with published ones.',
  };
  return { images, remarks: [remark], skipped: [] };
}

function missingReason(listed: number, missing: readonly string[]): string {
  return `Of its ${listed} ids ${missing.length} ${missing.length === 1 ? 'has' : 'have'} no image here, such as "${missing[0]!}".`;
}

function unlistedReason(unlisted: readonly string[], lists: Lists): Skipped {
  const names = Object.values(lists).map(({ path }) => path);
  const count = unlisted.length === 1 ? '1 image stands' : `${unlisted.length} images stand`;
  return {
    path: names.join(', '),
    reason: `${count} in no list, such as "${unlisted[0]!}", and ${unlisted.length === 1 ? 'is' : 'are'} left out.`,
  };
}

function twiceRemark(count: number): Remark {
  return {
    kind: 'warning',
    text: `${count} ${count === 1 ? 'image stands' : 'images stand'} in both lists.`,
    consequence: 'They are used for training and for validation, which then says little about other images.',
  };
}
