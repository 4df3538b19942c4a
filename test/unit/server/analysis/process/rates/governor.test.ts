import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCost } from '../../../../../../server/analysis/process/rates/frame-cost.ts';
import { neededRate, RateGovernor, rateLimit } from '../../../../../../server/analysis/process/rates/governor.ts';

const rates = fc.array(fc.double({ min: 1, max: 60, noNaN: true }), { maxLength: 30 });
const capacities = fc.double({ min: 0, max: 500, noNaN: true });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the limit of the rates', () => {
  it.each([
    { needed: [15, 15], capacity: 40, limit: Number.POSITIVE_INFINITY },
    { needed: [15, 15, 15, 15], capacity: 40, limit: 10 },
    { needed: [5, 15, 15], capacity: 25, limit: 10 },
    { needed: [5, 5, 15], capacity: 9, limit: 3 },
    { needed: [], capacity: 0, limit: Number.POSITIVE_INFINITY },
  ])('of $needed for $capacity frames a second is $limit', ({ needed, capacity, limit }) => {
    expect(rateLimit(needed, capacity)).toBe(limit);
  });

  it('uses what there is, and no more', () => {
    fc.assert(
      fc.property(rates, capacities, (needed, capacity) => {
        const limit = rateLimit(needed, capacity);
        const used = sum(needed.map((rate) => Math.min(rate, limit)));
        expect(used).toBeCloseTo(Math.min(capacity, sum(needed)), 6);
      }),
    );
  });
});

it('looks at those who move more often than at those who rest, and least at empty pictures', () => {
  const [moving, resting, absent] = (['moving', 'at rest', 'absent'] as const).map((state) => neededRate(15, state));
  expect(moving).toBe(15);
  expect(resting).toBe(5);
  expect(absent).toBe(3);
});

describe('a governor', () => {
  /** Ten seconds in which every frame takes `frameMs`, and everything else `otherMs` a second. */
  function after(seconds: number, { frameMs, otherMs, rate }: { frameMs: number; otherMs: number; rate: number }) {
    return (governor = new RateGovernor()) => {
      for (let period = 0; period < seconds * 2; period++) {
        for (let frame = 0; frame < rate / 2; frame++) governor.frameTook(frameMs, 'usual');
        const spent = (frameMs * rate) / 2;
        governor.periodPassed({ elapsedMs: 500, busyMs: spent + otherMs / 2, frameMs: spent });
      }
      return governor;
    };
  }

  it('limits nothing before it has measured', () => {
    expect(new RateGovernor().capacity('usual')).toBe(Number.POSITIVE_INFINITY);
  });

  it('reckons what is left for frames when all else is done', () => {
    const governor = after(10, { frameMs: 10, otherMs: 50, rate: 60 })();
    expect(governor.capacity('usual')).toBeCloseTo(95, 0);
    expect(governor.demand(60)).toBeCloseTo(0.65, 2);
  });

  it('gives less when frames become dearer, and all again when they are cheap again', () => {
    const cheap = { frameMs: 10, otherMs: 50, rate: 60 };
    const dear = { ...cheap, frameMs: 20 };
    const governor = after(10, cheap)();
    expect(after(10, dear)(governor).capacity('usual')).toBeCloseTo(47.5, 0);
    expect(after(10, cheap)(governor).capacity('usual')).toBeCloseTo(95, 0);
  });

  it('has hardly anything left when decoding alone takes nearly all the time', () => {
    expect(after(10, { frameMs: 10, otherMs: 990, rate: 1 })().capacity('usual')).toBeCloseTo(1, 0);
  });
});

describe('the cost of a frame', () => {
  it('is unknown before some were analysed', () => {
    const cost = new FrameCost(0.5);
    expect(cost.of('light')).toBeUndefined();
    cost.took(60, 'usual');
    expect(cost.of('usual')).toBeUndefined();
  });

  it('is known of both models by what either took', () => {
    const cost = new FrameCost(0.5);
    for (let frame = 0; frame < 200; frame++) cost.took(12, 'usual');
    expect(cost.of('light')).toBeCloseTo(6);
    for (let frame = 0; frame < 200; frame++) cost.took(9, 'light');
    expect(cost.of('light')).toBeCloseTo(9, 1);
    expect(cost.of('usual')).toBeCloseTo(18, 1);
  });
});
