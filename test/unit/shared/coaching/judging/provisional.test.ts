import { describe, expect, it } from 'vitest';
import type { Excursion } from '../../../../../shared/coaching/judging/excursion.ts';
import { createProvisional } from '../../../../../shared/coaching/judging/provisional.ts';

/** A movement of two seconds and its turning point, ms. */
const movement = (turn: number, peak = 1): Excursion => ({
  start: turn - 1000,
  turn,
  end: turn + 1000,
  low: 0,
  peak,
  after: 0,
  reach: peak,
  headless: false,
});

describe('movements that all measures but one take for the activity', () => {
  it('are believed when another of their size follows', () => {
    const provisional = createProvisional<string>();
    expect(provisional.add(movement(2000), 'first')).toEqual([]);
    expect(provisional.add(movement(5000), 'second')).toEqual(['first', 'second']);
    expect(provisional.add(movement(8000), 'third')).toEqual([]);
  });

  it('are believed with one that was counted for certain', () => {
    const provisional = createProvisional<string>();
    provisional.add(movement(2000), 'first');
    expect(provisional.confirm(movement(6000))).toEqual(['first']);
    expect(provisional.confirm(movement(9000))).toEqual([]);
  });

  it.each([
    ['is of another size', movement(5000, 0.5)],
    ['comes much later', movement(13_000)],
  ])('are not, when the other one %s', (_why, other) => {
    const provisional = createProvisional<string>();
    provisional.add(movement(2000), 'first');
    expect(provisional.add(other, 'second')).toEqual([]);
    provisional.add(movement(2000), 'again');
    expect(provisional.confirm(other)).not.toContain('first');
  });

  it('are what a short film was made of that ends soon after, and nothing in a long one', () => {
    const ended = (from: number, at: number) => {
      const provisional = createProvisional<string>();
      provisional.add(movement(2000), 'only');
      return provisional.finish(from, at);
    };
    expect(ended(0, 4000)).toEqual(['only']);
    expect(ended(0, 9000)).toEqual([]);
    expect(ended(-30_000, 4000)).toEqual([]);
  });
});
