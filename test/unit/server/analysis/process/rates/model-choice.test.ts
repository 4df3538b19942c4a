import { expect, it } from 'vitest';
import { ModelChoice } from '../../../../../../server/analysis/process/rates/model-choice.ts';

/** A second of reckonings. */
function aSecond(choice: ModelChoice, needed: number, capacity: number): void {
  for (let reckoning = 0; reckoning < 2; reckoning += 1) choice.reckon(needed, capacity);
}

it('falls on the usual model while that can do what is needed', () => {
  const choice = new ModelChoice();
  aSecond(choice, 100, 100);
  expect(choice.weight).toBe('usual');
});

it('falls on the light one at once when there is too much, and on the usual one when there has been room for three seconds', () => {
  const choice = new ModelChoice();
  choice.reckon(101, 100);
  expect(choice.weight).toBe('light');
  for (let second = 0; second < 10; second += 1) aSecond(choice, 90, 100);
  expect(choice.weight).toBe('light');
  aSecond(choice, 85, 100);
  aSecond(choice, 85, 100);
  expect(choice.weight).toBe('light');
  aSecond(choice, 85, 100);
  expect(choice.weight).toBe('usual');
});
