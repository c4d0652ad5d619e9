/** One import at a time: files are given, looked at, wished for, stored; or called off, and then nothing of it is kept. */
import { create } from 'zustand';
import { CancelledError, QuotaExceededError } from '../base/errors';
import { askToKeep } from '../base/keeping';
import type { GivenFile, ImportPreview, ImportProgress, ImportReport, ImportWishes } from '../protocol/data-messages';
import { askData, onData, sentenceOf } from './connection';
import { useData } from './data';
import { available, firstWishes, wrongIn } from './data-wishes';
import { useLibrary } from './library';

/** What went wrong, and where it is said. */
export interface ImportProblem {
  /**
   * 'files': nothing is recognised; 'busy': others are being imported; 'options': read otherwise, they fail;
   * 'cancelled', 'full', 'failed': the import ended.
   */
  readonly kind: 'files' | 'busy' | 'options' | 'cancelled' | 'full' | 'failed';
  readonly message: string;
}

interface ImportStore {
  /** Files are being looked at; null when they are not. */
  readonly looking: {
    readonly source: string;
    readonly files: number;
    /** Of an archive that is passed through, 0 to 1; null where nothing says. */
    readonly share: number | null;
  } | null;
  readonly preview: ImportPreview | null;
  /** The preview is being made again, as chosen. */
  readonly rereading: boolean;
  readonly wishes: ImportWishes | null;
  /** Null while nothing is being imported. */
  readonly progress: ImportProgress | null;
  readonly cancelling: boolean;
  /** Of the last import, until another is begun. */
  readonly report: ImportReport | null;
  readonly problem: ImportProblem | null;
  give(files: readonly GivenFile[]): Promise<void>;
  /** What was given could not even be taken. */
  refuse(message: string): void;
  wish(change: Partial<ImportWishes>): void;
  start(): Promise<void>;
  cancel(): Promise<void>;
  /** Puts the files away: nothing of them was stored. */
  dismiss(): Promise<void>;
  /** What was reported has been read. */
  read(): void;
}

/** As a person would call what was given: the one file, or the folder that all lie in. */
export function sourceName(files: readonly GivenFile[]): string {
  const [first] = files;
  if (!first) return 'nothing';
  if (files.length === 1) return first.file.name;
  const [top] = first.path.split('/');
  const together = first.path.includes('/') && files.every(({ path }) => path.startsWith(`${top}/`));
  return together ? `${top}/` : `${files.length} files`;
}

const problemOf = (thrown: unknown): ImportProblem => ({
  kind: thrown instanceof CancelledError ? 'cancelled' : thrown instanceof QuotaExceededError ? 'full' : 'failed',
  message: sentenceOf(thrown),
});

const NOTHING = { looking: null, preview: null, rereading: false, wishes: null, progress: null, cancelling: false };

/** Counts what was asked for, so that a late answer to an older question is left alone. */
let asked = 0;

const set = (change: Partial<ImportStore>): void => useImport.setState(change);
const get = (): ImportStore => useImport.getState();

async function give(files: readonly GivenFile[]): Promise<void> {
  if (files.length === 0) return;
  useData.getState().choose({ kind: 'given' });
  if (get().progress) {
    return set({ problem: { kind: 'busy', message: 'Give other files when it is stored, or cancel it first.' } });
  }
  const mine = ++asked;
  const before = get().preview;
  set({
    ...NOTHING,
    looking: { source: sourceName(files), files: files.length, share: null },
    report: null,
    problem: null,
  });
  if (before) void askData('dismiss', { id: before.id }).catch(() => undefined); // it is out of sight either way
  try {
    const preview = await askData('inspect', { files });
    if (mine !== asked) return void askData('dismiss', { id: preview.id }).catch(() => undefined);
    set({ looking: null, preview, wishes: firstWishes(preview, useData.getState().library) });
  } catch (thrown) {
    if (mine === asked) set({ looking: null, problem: { kind: 'files', message: sentenceOf(thrown) } });
  }
}

/** Classes and choices change what the labels are: the preview is made again. */
async function reread({ labelSet, chosen }: ImportWishes): Promise<void> {
  const { preview } = get();
  if (!preview) return;
  const mine = ++asked;
  set({ rereading: true });
  try {
    const again = await askData('preview', { id: preview.id, labelSet, chosen });
    if (mine === asked) set({ rereading: false, preview: again, problem: null });
  } catch (thrown) {
    if (mine === asked) set({ rereading: false, problem: { kind: 'options', message: sentenceOf(thrown) } });
  }
}

function wish(change: Partial<ImportWishes>): void {
  const { wishes: before, preview } = get();
  if (!before || !preview) return;
  const wishes = { ...before, ...change };
  const narrowed = 'splits' in change || 'scenes' in change || 'validationShare' in change;
  const most = available(preview, wishes);
  set({ wishes: narrowed && most > 0 ? { ...wishes, limit: Math.min(wishes.limit, most) } : wishes });
  if ('labelSet' in change || 'chosen' in change) void reread(wishes);
}

async function start(): Promise<void> {
  const { preview, wishes, progress } = get();
  if (!preview || !wishes || progress) return;
  if (Object.keys(wrongIn(preview, wishes, useData.getState().library)).length > 0) return;
  const { name, limit } = wishes;
  void askToKeep();
  set({
    progress: { name, phase: 'storing', done: 0, total: limit, rate: 0, skipped: 0 },
    report: null,
    problem: null,
  });
  try {
    const report = await askData('import', { id: preview.id, wishes });
    set({ ...NOTHING, report, problem: null });
    useData.getState().choose({ kind: 'stored', name: report.name });
    void askData('dismiss', { id: preview.id }).catch(() => undefined);
  } catch (thrown) {
    set({ progress: null, cancelling: false, problem: problemOf(thrown) });
  }
  void useLibrary.getState().refresh();
  await useData.getState().load();
}

async function cancel(): Promise<void> {
  if (!get().progress) return;
  set({ cancelling: true });
  await askData('cancelImport', undefined).catch(() => set({ cancelling: false })); // the import's own answer tells why
}

async function dismiss(): Promise<void> {
  const { preview } = get();
  asked += 1;
  set({ ...NOTHING, problem: null });
  if (useData.getState().chosen?.kind === 'given') useData.getState().choose(null);
  if (preview) await askData('dismiss', { id: preview.id }).catch(() => undefined); // it is out of sight either way
}

export const useImport = create<ImportStore>()(() => ({
  ...NOTHING,
  report: null,
  problem: null,
  give,
  refuse: (message) => {
    useData.getState().choose({ kind: 'given' });
    if (!get().progress) set({ problem: { kind: 'files', message } });
  },
  wish,
  start,
  cancel,
  dismiss,
  read: () => set({ report: null, problem: null }),
}));

/** Takes in how far a look inside or an import is. @returns how to stop */
export function followImport(): () => void {
  const stops = [
    onData('importing', (progress) => {
      if (get().progress) set({ progress });
    }),
    onData('inspecting', ({ done, total }) => {
      const { looking } = get();
      if (looking && total > 0) set({ looking: { ...looking, share: done / total } });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
