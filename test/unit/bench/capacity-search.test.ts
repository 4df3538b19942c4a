import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../bench/capacity/search.ts';

/** A machine that carries so many, and what it was asked. */
function machine(carries: number) {
  const asked: number[] = [];
  return {
    asked,
    holds: async (athletes: number) => {
      asked.push(athletes);
      return athletes <= carries;
    },
  };
}

describe('capacityOf', () => {
  it('doubles until it fails, then halves in between', async () => {
    const { asked, holds } = machine(11);
    expect(await capacityOf(holds, 64)).toBe(11);
    expect(asked).toEqual([1, 2, 4, 8, 16, 12, 10, 11]);
  });

  it('is 0 where not even one holds', async () => {
    const { asked, holds } = machine(0);
    expect(await capacityOf(holds, 64)).toBe(0);
    expect(asked).toEqual([1]);
  });

  it('goes no further than it may', async () => {
    const { asked, holds } = machine(1000);
    expect(await capacityOf(holds, 24)).toBe(24);
    expect(Math.max(...asked)).toBe(24);
  });

  it('finds every capacity and never asks twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 70 }), async (carries, most) => {
        const { asked, holds } = machine(carries);
        expect(await capacityOf(holds, most)).toBe(Math.min(carries, most));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});
