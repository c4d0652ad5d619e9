/** What every end-to-end test wants to know of a page: what it logged as an error, and what it asked from outside. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  laptop: { width: 1100, height: 760 },
  phone: { width: 390, height: 844 },
} as const;
export const THEMES = ['light', 'dark'] as const;

export interface Watched {
  readonly errors: string[];
  readonly outside: string[];
}

export function watch(page: Page, origin: string): Watched {
  const errors: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) outside.push(request.url());
  });
  return { errors, outside };
}

/** What axe finds on the page as it comes to rest: halfway through a change of colour, contrast is neither's. */
export async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(changes.map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
}
