/** The form of all settings, made from the configuration itself: every leaf is a field, nothing is listed by hand. */
import type { ExperimentConfig } from '../../config/experiment';
import { choicesOf } from '../../config/parse';
import { minus } from '../format';

export interface Setting {
  readonly path: string;
  readonly label: string;
  readonly kind: 'number' | 'text' | 'switch' | 'choice';
  readonly choices: readonly string[];
  readonly value: unknown;
}

export interface Group {
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** What the numbers of a tuple are, where their order does not say so. */
const PLACES: Record<string, readonly string[]> = {
  input: ['height', 'width'],
  'regularizer.rays': ['rows', 'columns'],
  'encoder.channels': ['at stride 2', 'at stride 4', 'at stride 8'],
  'encoder.modules': ['stage 2', 'stage 3', 'stage 4'],
  'encoder.blocks': ['stage 2', 'stage 3', 'stage 4'],
};
const TITLES: Record<string, string> = { alpha: 'α, weight of the rendered losses' };
const GENERAL = 'General';

/** "coarseSamples" -> "Coarse samples" */
function words(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function kindOf(value: unknown, choices: readonly string[]): Setting['kind'] {
  if (typeof value === 'boolean') return 'switch';
  if (typeof value === 'number') return 'number';
  return choices.length > 0 ? 'choice' : 'text';
}

function leaf(path: string, label: string, value: unknown): Setting {
  const choices = choicesOf(path) ?? [];
  return { path, label, kind: kindOf(value, choices), choices, value };
}

/** A list of words is one field; every other list is one field a place. */
function leaves(path: string, label: string, value: unknown): Setting[] {
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === 'string')) return [leaf(path, label, value)];
    return value.flatMap((one, index) =>
      leaves(`${path}.${index}`, `${label}, ${PLACES[path]?.[index] ?? `no. ${index + 1}`}`, one),
    );
  }
  if (typeof value !== 'object' || value === null) return [leaf(path, label, value)];
  return Object.entries(value).flatMap(([key, one]) => leaves(`${path}.${key}`, words(key), one));
}

const isGroup = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export function settingsOf(config: ExperimentConfig): Group[] {
  const entries = Object.entries(config).filter(([key]) => key !== 'preset');
  const single = entries
    .filter(([, value]) => !isGroup(value))
    .flatMap(([key, value]) => leaves(key, words(key), value));
  const groups = entries
    .filter(([, value]) => isGroup(value))
    .map(([key, value]) => ({ title: TITLES[key] ?? words(key), settings: leaves(key, words(key), value) }));
  return [{ title: GENERAL, settings: single }, ...groups];
}

/** A value as it stands in its field. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'number' ? minus(String(value)) : String(value);
}

const FREE = new Set(['steps', 'seed', 'data', 'checkpointEvery', 'evaluation', 'optimizer', 'lossWeights', 'alpha']);

/** Whether a run would need other memory and time a step than its preset was measured with. */
export function costsAsPreset(config: ExperimentConfig, preset: ExperimentConfig): boolean {
  const sized = (one: ExperimentConfig): string =>
    JSON.stringify([one.optimizer.kind, ...Object.entries(one).filter(([key]) => !FREE.has(key))]);
  return sized(config) === sized(preset);
}
