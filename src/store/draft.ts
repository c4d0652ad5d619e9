/** The run that is being set up: a checked configuration, and what was typed but cannot stand. */
import { create } from 'zustand';
import type { ExperimentConfig } from '../config/experiment';
import { setValue } from '../config/parse';
import type { Advice } from '../protocol/estimate';
import { sentenceOf } from './connection';
import { usePage } from './page';
import { useRun } from './run';

type Texts = Readonly<Record<string, string>>;

interface DraftStore {
  /** Always a valid one; null until the presets have arrived. */
  readonly config: ExperimentConfig | null;
  /** What stands in a field while it is being typed, or because it was refused; by path. */
  readonly texts: Texts;
  /** Why a text was refused; by path. */
  readonly problems: Texts;
  choose(config: ExperimentConfig): void;
  /** Typed text or a switch's position at a path ("regularizer.fineSamples"). */
  edit(path: string, value: string | boolean): void;
  /** Advice is taken: several settings at once, which stand together. */
  take(settings: Advice['settings']): void;
  /** The field was left: a text that stands is shown as its value again. */
  left(path: string): void;
  /** Starts a run with it and shows its curves. */
  train(): Promise<void>;
}

/** @returns the value at a path; undefined if there is none */
export function valueAt(config: ExperimentConfig, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], config);
}

/** Text as a person types it, as a value like the one that stands there; a number may have thin spaces and a true minus. */
export function typed(text: string, standing: unknown): unknown {
  if (Array.isArray(standing)) {
    return text
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  }
  if (typeof standing !== 'number') return text.trim();
  const plain = text.replace(/\s/g, '').replace('−', '-');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

export const nameOf = ({ preset, data, seed }: ExperimentConfig): string => `${data.source} · ${preset} · seed ${seed}`;

const without = (texts: Texts, path: string): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([key]) => key !== path));

interface Draft {
  readonly config: ExperimentConfig;
  readonly problems: Texts;
}

/** One change; refused, it leaves the configuration as it was. */
function changed({ config, problems }: Draft, path: string, value: unknown): Draft {
  try {
    return { config: setValue(config, path, value), problems: without(problems, path) };
  } catch (thrown) {
    return { config, problems: { ...problems, [path]: sentenceOf(thrown) } };
  }
}

export const useDraft = create<DraftStore>()((set, get) => ({
  config: null,
  texts: {},
  problems: {},
  choose: (config) => set({ config, texts: {}, problems: {} }),
  edit: (path, value) => {
    const { config, texts, problems } = get();
    if (!config) return;
    const typedNow = typeof value === 'string' ? { ...texts, [path]: value } : texts;
    let draft: Draft = { config, problems };
    draft = changed(draft, path, typeof value === 'string' ? typed(value, valueAt(config, path)) : value);
    // What was refused before may stand now: near must be below far, and either of them may be typed first.
    for (const waiting of Object.keys(draft.problems)) {
      const text = typedNow[waiting];
      if (waiting !== path && text !== undefined)
        draft = changed(draft, waiting, typed(text, valueAt(config, waiting)));
    }
    set({ ...draft, texts: typedNow });
  },
  take: (settings) =>
    set(({ config }) => ({
      config: config && settings.reduce((one, [path, value]) => setValue(one, path, value), config),
      texts: {},
      problems: {},
    })),
  left: (path) => set(({ texts, problems }) => (path in problems ? {} : { texts: without(texts, path) })),
  train: async () => {
    const { config, problems } = get();
    if (!config || Object.keys(problems).length > 0) {
      return usePage.getState().show({ view: 'run', tab: 'setup', pane: 'left' });
    }
    await useRun.getState().start(config, nameOf(config));
    usePage.getState().show({ view: 'run', ...(useRun.getState().refusal ? {} : { tab: 'curves' }) });
  },
}));
