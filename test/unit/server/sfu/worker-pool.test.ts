import { describe, expect, it } from 'vitest';
import { leastLoaded } from '../../../../server/sfu/worker-pool.ts';

describe('placing a session', () => {
  it.each([
    [
      'takes the worker with the least load',
      [
        { load: 0.6, routers: 0 },
        { load: 0.2, routers: 5 },
      ],
      1,
    ],
    [
      'takes the one with fewer sessions where loads are alike',
      [
        { load: 0.21, routers: 3 },
        { load: 0.2, routers: 4 },
      ],
      0,
    ],
    [
      'takes the first of equals',
      [
        { load: 0, routers: 0 },
        { load: 0, routers: 0 },
      ],
      0,
    ],
  ])('%s', (_name, workers, expected) => {
    expect(leastLoaded(workers)).toBe(workers[expected]);
  });

  it('has no place without workers', () => {
    expect(leastLoaded([])).toBeUndefined();
  });
});
