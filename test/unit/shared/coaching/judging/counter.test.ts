import { describe, expect, it } from 'vitest';
import { createCounter } from '../../../../../shared/coaching/judging/counter.ts';
import type { Excursion } from '../../../../../shared/coaching/judging/excursion.ts';

const OPTIONS = {
  attempt: 0.3,
  restLimit: 0.4,
  minMs: 200,
  maxMs: 4000,
  from: 'rest',
  effort: 'out',
} as const;
const FRAME_MS = 40;

/** Out and back within two seconds, from 6 s on. */
const hump = (at: number) => (at < 6000 || at > 8000 ? 0 : (1 - Math.cos((Math.PI * (at - 6000)) / 1000)) / 2);

function movementsIn(progress: (at: number) => number): Excursion[] {
  const counter = createCounter(OPTIONS);
  const found: Excursion[] = [];
  for (let at = 0; at <= 9000; at += FRAME_MS) {
    const movement = counter.step(at, progress(at), 0.55);
    if (movement) found.push(movement);
  }
  return found;
}

describe('a movement', () => {
  it('begins where the way out begins, not where an unsteady rest was lowest', () => {
    const [movement, ...more] = movementsIn((at) => hump(at) - (at > 3000 && at < 3400 ? 0.12 : 0));
    expect(more).toEqual([]);
    expect(movement?.start).toBeGreaterThan(5500);
    expect(movement?.start).toBeLessThan(6500);
  });

  it('is timed from its first rise on, however slow it is', () => {
    const slow = (at: number) => (at > 3400 ? 0 : (1 - Math.cos((Math.PI * at) / 1700)) / 2);
    const [movement] = movementsIn((at) => slow(at - 2000 < 0 ? 0 : at - 2000));
    expect(movement?.start).toBeLessThan(2600);
  });
});
