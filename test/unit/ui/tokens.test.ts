/** Contrast of the two themes, computed from tokens.css: text 4.5:1 on every ground, edges and focus 3:1. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../src/ui/tokens.css', import.meta.url), 'utf8');
const block = (selector: RegExp): Record<string, string> =>
  Object.fromEntries(
    [...(selector.exec(css)?.[1] ?? '').matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
const THEMES = { light: block(/:root\s*{([^}]*)}/), dark: block(/\[data-theme='?"?dark"?'?\]\s*{([^}]*)}/) };

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['ground', 'panel', 'raised', 'sunk'];
const TEXT: [ink: string, grounds: string[]][] = [
  ...['ink', 'ink-2', 'ink-3', 'pick', 'ok', 'warn', 'bad', 'info'].map((ink): [string, string[]] => [ink, GROUNDS]),
  ['ink', ['ok-soft', 'warn-soft', 'bad-soft', 'info-soft', 'pick-soft', 'hover']],
  ['on-ink', ['ink']],
];

describe.each(Object.entries(THEMES))('%s', (_name, theme) => {
  const of = (token: string): string => {
    const value = theme[token];
    if (!value) throw new Error(`tokens.css has no colour --${token}`);
    return value;
  };
  test.each(TEXT)('%s can be read', (ink, grounds) => {
    for (const ground of grounds) expect(contrast(of(ink), of(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });
  test.each(['edge', 'focus'])('%s can be seen', (line) => {
    for (const ground of GROUNDS) expect(contrast(of(line), of(ground)), ground).toBeGreaterThanOrEqual(3);
  });
});
