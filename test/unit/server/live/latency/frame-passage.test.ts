import { describe, expect, it } from 'vitest';
import { captureTime, stepsOf } from '../../../../../server/live/latency/frame-passage.ts';
import { SERVER_STEPS } from '../../../../../shared/contract/latency.ts';

const times = { received: 1_000_000, decoded: 1_000_001, taken: 1_000_003, scaled: 1_000_006, inferred: 1_000_014 };

describe('the capture time of a frame', () => {
  it('is the sender’s, put on the server’s clock', () => {
    expect(captureTime({ capturedAt: 969_970, times }, 30_000)).toBe(999_970);
    expect(captureTime({ capturedAt: 1_029_970, times }, -30_000)).toBe(999_970);
  });

  it.each([
    ['the sender gives none', undefined, 0],
    ['the sender’s clock is not known', 999_970, undefined],
    ['it lies in the future', 1_000_500, 0],
    ['it lies longer ago than any frame is of use', 900_000, 0],
  ])('is not known when %s', (_when, capturedAt, offsetMs) => {
    expect(captureTime({ ...(capturedAt !== undefined && { capturedAt }), times }, offsetMs)).toBeUndefined();
  });

  it('may be a little after the arrival, as clocks that are compared over a network are', () => {
    expect(captureTime({ capturedAt: 1_000_003, times }, 0)).toBe(1_000_003);
  });
});

describe('the steps of a frame', () => {
  const handling = { arrived: 1_000_015, coached: 1_000_016, sent: 1_000_017 };

  it('are the times between its marks and add up to the whole', () => {
    const steps = stepsOf({ captured: 999_970, ...times, ...handling });
    expect(steps).toEqual([30, 1, 2, 3, 8, 1, 1, 1]);
    expect(steps).toHaveLength(SERVER_STEPS.length);
    expect(steps.reduce((sum: number, ms) => sum + (ms ?? 0), 0)).toBe(handling.sent - 999_970);
  });

  it('lack the first where the capture time is not known', () => {
    expect(stepsOf({ captured: undefined, ...times, ...handling })[0]).toBeNull();
  });

  it('are never negative', () => {
    expect(stepsOf({ captured: 1_000_003, ...times, ...handling })[0]).toBe(0);
  });
});
