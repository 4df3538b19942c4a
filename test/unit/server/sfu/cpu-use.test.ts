import { describe, expect, it } from 'vitest';
import { cpuUse, unused } from '../../../../server/sfu/cpu-use.ts';

describe('the load of a process', () => {
  it('is the share of a core between two readings', () => {
    const first = cpuUse(unused(1_000), 100, 2_000);
    expect(first.load).toBeCloseTo(0.1);
    expect(cpuUse(first, 600, 3_000).load).toBeCloseTo(0.5);
  });

  it('is the same however often it is read', () => {
    let use = unused(0);
    for (let at = 100; at <= 5_000; at += 100) {
      use = cpuUse(use, at * 0.4, at);
      expect(use.load).toBeCloseTo(0.4);
    }
  });

  it('stays as it is when no time has passed', () => {
    const use = cpuUse(unused(0), 300, 1_000);
    expect(cpuUse(use, 310, 1_000)).toEqual(use);
  });

  it('is never more than a core, nor less than nothing', () => {
    expect(cpuUse(unused(0), 1_500, 1_000).load).toBe(1);
    expect(cpuUse({ cpuMs: 500, readAt: 0, load: 0.5 }, 499, 1_000).load).toBe(0);
  });
});
