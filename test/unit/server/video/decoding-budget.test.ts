import { expect, it } from 'vitest';
import { DecodingBudget } from '../../../../server/video/decoding-budget.ts';

const budget = () => new DecodingBudget({ burstMs: 1_000, share: 0.5 });

it('lets a stream decode at its share for ever', () => {
  const steady = budget();
  const answers = Array.from({ length: 600 }, (_, frame) => steady.spend(16, frame * 33));
  expect(answers).not.toContain(false);
});

it('lets a burst pass, and refuses what goes on beyond it', () => {
  const burst = budget();
  expect(burst.spend(900, 0)).toBe(true);
  expect(burst.spend(900, 1_000)).toBe(false);
});

it('gives back in quiet times what was spent, and no more', () => {
  const quiet = budget();
  quiet.spend(1_000, 0);
  expect(quiet.spend(1_000, 60_000)).toBe(true);
  expect(quiet.spend(1, 60_000)).toBe(false);
});
