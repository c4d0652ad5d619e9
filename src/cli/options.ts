/** Options that several commands share, and the reading of values. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { setValue } from '../config/parse';

/** A number as the person wrote it; what it may be is checked by the configuration. */
export function number(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) throw new InputError(`${name} is "${text}"; a number is allowed.`);
    return value;
  };
}

export const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** `path=value`; a value is JSON, or text if it is not. */
export function settingOf(setting: string): readonly [path: string, value: unknown] {
  const at = setting.indexOf('=');
  if (at < 1)
    throw new InputError(`--set ${setting} has no "="; write --set path=value, as in --set regularizer.fineSamples=8.`);
  return [setting.slice(0, at), valueOf(setting.slice(at + 1))];
}

/** Applies settings in order. */
export const applySettings = (config: ExperimentConfig, settings: readonly string[]): ExperimentConfig =>
  settings.map(settingOf).reduce((current, [path, value]) => setValue(current, path, value), config);

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
