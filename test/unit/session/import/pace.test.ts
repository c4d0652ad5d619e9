/** What is told of an import: seldom, with the rate of the last seconds, and its end. */
import { expect, test } from 'vitest';
import type { ImportProgress } from '../../../../src/protocol/data-messages';
import { Pace } from '../../../../src/session/import/pace';

function paced(): { told: ImportProgress[]; pace: Pace; wait: (ms: number) => void } {
  const told: ImportProgress[] = [];
  let now = 1000;
  const pace = new Pace(
    'mine',
    (progress) => told.push(progress),
    () => now,
  );
  return { told, pace, wait: (ms) => (now += ms) };
}

test('ten times a second at most, each phase at once, the last word always', () => {
  const { told, pace, wait } = paced();
  for (let done = 0; done <= 500; done += 10) {
    pace.reading(done, 1000);
    wait(10);
  }
  expect(told.length).toBe(6); // at 0, 100, … 500 ms
  for (let done = 0; done <= 3; done++) pace.storing({ done, total: 3, skipped: 1 });
  expect(told.slice(6).map(({ phase, done }) => [phase, done])).toEqual([
    ['storing', 0],
    ['storing', 3],
  ]);
  expect(told.at(-1)).toMatchObject({ name: 'mine', total: 3, skipped: 1 });
});

test('the rate is that of the last five seconds', () => {
  const { told, pace, wait } = paced();
  let done = 0;
  for (let i = 0; i < 100; i++) {
    pace.storing({ done: done++, total: 1000, skipped: 0 }); // 10 a second
    wait(100);
  }
  expect(told.at(-1)!.rate).toBeCloseTo(10, 5);
  for (let i = 0; i < 60; i++) {
    pace.storing({ done: (done += 2), total: 1000, skipped: 0 }); // 20 a second
    wait(100);
  }
  expect(told.at(-1)!.rate).toBeCloseTo(20, 5);
  expect(told[0]!.rate).toBe(0);
});
