import { describe, expect, it } from 'vitest';
import { Budgets } from '../../../../server/support/budgets.ts';

function atTime(burst: number, perSecond: number) {
  const clock = { ms: 0 };
  return { clock, budgets: new Budgets({ burst, perSecond }, () => clock.ms) };
}
const takeAll = (budgets: Budgets, key: string) => {
  let taken = 0;
  while (budgets.take(key)) taken += 1;
  return taken;
};

describe('a budget', () => {
  it('gives its burst at once, then what comes in', () => {
    const { clock, budgets } = atTime(5, 2);
    expect(takeAll(budgets, 'a')).toBe(5);
    clock.ms += 1_500;
    expect(takeAll(budgets, 'a')).toBe(3);
  });

  it('never holds more than its burst', () => {
    const { clock, budgets } = atTime(5, 2);
    takeAll(budgets, 'a');
    clock.ms += 3_600_000;
    expect(takeAll(budgets, 'a')).toBe(5);
  });

  it('is each key’s own', () => {
    const { budgets } = atTime(1, 1);
    expect([budgets.take('a'), budgets.take('a'), budgets.take('b')]).toEqual([true, false, true]);
  });

  it('says how long to wait', () => {
    const { clock, budgets } = atTime(1, 0.5);
    expect(budgets.wait('a')).toBe(0);
    budgets.take('a');
    expect(budgets.wait('a')).toBe(2_000);
    clock.ms += 1_500;
    expect(budgets.wait('a')).toBe(500);
  });

  it('is not worn down by asking in vain', () => {
    const { clock, budgets } = atTime(1, 1);
    budgets.take('a');
    for (let tries = 0; tries < 100; tries += 1) budgets.take('a');
    clock.ms += 1_000;
    expect(budgets.take('a')).toBe(true);
  });

  it('forgets keys that have all of theirs again', () => {
    const { clock, budgets } = atTime(1, 1);
    for (let key = 0; key < 10_000; key += 1) {
      clock.ms += 2;
      budgets.take(String(key));
    }
    expect(budgets.size).toBeLessThan(2_000);
  });
});
