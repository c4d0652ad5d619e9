/** A stored data set looked at: its statistics, its images page by page, one image as training would see it. */
import { create } from 'zustand';
import type { AugmentationConfig } from '../config/experiment';
import type { AugmentedLook, DataStatistics, DatasetCard, LookedAt, Split } from '../protocol/data-messages';
import { askData, sentenceOf } from './connection';
import { useDraft } from './draft';

/** Images on one page. */
export const PAGE = 12;
/** Draws of one image. */
const DRAWS = 6;

interface LookStore {
  /** The data set that the rest belongs to. */
  readonly name: string | null;
  readonly statistics: DataStatistics | null;
  readonly split: Split;
  /** Of the page in sight, and of the image picked on it, in the split. */
  readonly first: number;
  readonly picked: number;
  readonly looks: readonly LookedAt[] | null;
  readonly augmentation: AugmentationConfig;
  /** Of the first draw. */
  readonly seed: number;
  readonly augmented: AugmentedLook | null;
  readonly problem: string | null;
  open(card: DatasetCard): void;
  /** The set is gone. */
  close(name: string): void;
  turn(split: Split, first: number): void;
  pick(index: number): void;
  /** Draws the picked image as chosen, or again with other seeds. */
  augment(change?: Partial<AugmentationConfig>): void;
}

let card: DatasetCard | null = null;
const set = (change: Partial<LookStore>): void => useLook.setState(change);
const get = (): LookStore => useLook.getState();

/** Asks, and takes the answer if nothing newer of this kind was asked meanwhile and the set is still in sight. */
function newest<A>(take: (answer: A) => void): (send: () => Promise<A>) => void {
  let asked = 0;
  return (send) => {
    const mine = ++asked;
    const of = get().name;
    const wanted = (): boolean => mine === asked && of === get().name;
    send().then(
      (answer) => void (wanted() && take(answer)),
      (thrown: unknown) => void (wanted() && set({ problem: sentenceOf(thrown) })),
    );
  };
}

const statistics = newest<DataStatistics>((answer) => set({ statistics: answer }));
const looks = newest<readonly LookedAt[]>((answer) => set({ looks: answer, problem: null }));
const augmented = newest<AugmentedLook>((answer) => set({ augmented: answer, problem: null }));

function turn(split: Split, first: number): void {
  if (!card) return;
  const { name, counts } = card;
  const at = Math.max(0, Math.min(first, Math.max(0, Math.ceil(counts[split] / PAGE) - 1) * PAGE));
  set({ split, first: at, picked: at, augmented: null });
  if (counts[split] === 0) return set({ looks: [] });
  looks(() => askData('looks', { name, split, first: at, count: Math.min(PAGE, counts[split] - at) }));
}

function open(to: DatasetCard): void {
  card = to;
  if (get().name === to.name) return;
  const augmentation = useDraft.getState().config?.augmentation ?? get().augmentation;
  if (to.problem !== null) return set({ name: null });
  set({ name: to.name, statistics: null, looks: null, augmented: null, problem: null, augmentation, seed: 0 });
  statistics(() => askData('statistics', { name: to.name }));
  turn(to.counts.train > 0 ? 'train' : 'val', 0);
}

function augment(change?: Partial<AugmentationConfig>): void {
  if (!card) return;
  const { name, height, width } = card;
  const { split, picked, seed: before, augmented: shown } = get();
  const augmentation = { ...get().augmentation, ...change };
  const seed = change || !shown ? before : before + DRAWS;
  set({ augmentation, seed });
  const input = useDraft.getState().config?.input ?? [height, width];
  augmented(() => askData('augmented', { name, split, index: picked, input, augmentation, seed, count: DRAWS }));
}

export const useLook = create<LookStore>()(() => ({
  name: null,
  statistics: null,
  split: 'train',
  first: 0,
  picked: 0,
  looks: null,
  augmentation: { pipeline: 'none', fit: 'contain' },
  seed: 0,
  augmented: null,
  problem: null,
  open,
  close: (name) => void (get().name === name && set({ name: null })),
  turn,
  pick: (picked) => set({ picked, augmented: null }),
  augment,
}));
