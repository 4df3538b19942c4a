import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptOf, lengthOf, lessonTimeOf, takeTimeOf, withCut } from '../../../../shared/lesson/cuts.ts';

describe('cutting', () => {
  it.each([
    { name: 'the beginning', cuts: [{ from: 0, to: 300 }], kept: [{ from: 300, to: 1_000 }] },
    { name: 'the end', cuts: [{ from: 800, to: 1_000 }], kept: [{ from: 0, to: 800 }] },
    {
      name: 'the middle',
      cuts: [{ from: 400, to: 500 }],
      kept: [
        { from: 0, to: 400 },
        { from: 500, to: 1_000 },
      ],
    },
    { name: 'nothing', cuts: [], kept: [{ from: 0, to: 1_000 }] },
    { name: 'everything', cuts: [{ from: 0, to: 2_000 }], kept: [] },
  ])('$name out leaves the rest', ({ cuts, kept }) => {
    expect(keptOf(1_000, cuts)).toEqual(kept);
  });

  it('joins cuts that touch or overlap, whatever their order', () => {
    const cut = (from: number, to: number) => ({ from, to });
    expect(withCut([cut(100, 200), cut(500, 600)], cut(200, 300))).toEqual([cut(100, 300), cut(500, 600)]);
    expect(withCut([cut(100, 200), cut(500, 600)], cut(150, 550))).toEqual([cut(100, 600)]);
    expect(withCut([cut(500, 600)], cut(100, 200))).toEqual([cut(100, 200), cut(500, 600)]);
  });

  const cutsOf = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 300 })), { maxLength: 6 })
    .map((pairs) =>
      pairs.reduce<ReturnType<typeof withCut>>(
        (cuts, [from, length]) => withCut(cuts, { from, to: from + length }),
        [],
      ),
    );

  it('keeps what is left in order: each time of the lesson is one of the take and leads back to itself', () => {
    fc.assert(
      fc.property(cutsOf, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (cuts, share) => {
        const kept = keptOf(1_300, cuts);
        const lessonMs = share * lengthOf(kept);
        const t = takeTimeOf(kept, lessonMs);
        if (kept.length === 0) return;
        expect(cuts.some(({ from, to }) => t > from && t < to)).toBe(false);
        expect(lessonTimeOf(kept, t)).toBeCloseTo(lessonMs, 6);
      }),
    );
  });
});
