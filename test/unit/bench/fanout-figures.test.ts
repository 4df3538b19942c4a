import { describe, expect, it } from 'vitest';
import { fanoutStep } from '../../bench/fanout/figures.ts';
import type { Heard } from '../../bench/fanout/spectator.ts';

/** Ten frames, captured every 100 ms from 1000 on, that reach everybody 30 ms later and `later` ms after the first. */
const FRAMES = Array.from({ length: 10 }, (_, index) => ({ rtpTimestamp: index, capturedAt: 1000 + 100 * index }));
const heard = (later: number, more: Partial<Heard> = {}): Heard => ({
  poses: FRAMES.map(({ rtpTimestamp, capturedAt }) => ({ rtpTimestamp, at: capturedAt + 30 + later })),
  joinedAt: 0,
  events: [1, 2, 3].map((seq) => ({ seq, at: 1000 + seq })),
  bytes: 5000,
  ...more,
});
const seen = (after: Heard[]) => ({
  before: after.map(() => ({ bytes: 1000 })),
  after,
  measured: [0, 1],
  frames: FRAMES,
  from: 1000,
  to: 2500,
  cpuMs: { main: 30, watchers: 60 },
});

describe('fanoutStep', () => {
  it('counts delivery from the first arrival on, and the whole way from the capture', () => {
    const step = fanoutStep(seen([heard(0), heard(4), heard(90)]));
    expect(step).toMatchObject({
      watchers: 3,
      seconds: 1.5,
      posesPerSecond: 10,
      deliveryMs: { p50: 0, p95: 4, max: 4, samples: 20 },
      captureToWatcherMs: { p50: 30, max: 34 },
      posesDropped: 0,
      eventsLost: 0,
      events: 9,
      cpuMsPerSecond: { main: 20, watchers: 40 },
    });
    expect(step.kbpsPerWatcher).toBeCloseTo((4000 * 8) / 1000 / 1.5);
  });

  it('counts poses that a watcher did not get', () => {
    const [first, ...others] = heard(0).poses;
    expect(first).toBeDefined();
    expect(fanoutStep(seen([heard(0), heard(0, { poses: others })])).posesDropped).toBeCloseTo(1 / 20);
  });

  it.each([
    { missing: 'in between', joinedAt: 0, seqs: [1, 3], lost: 1 },
    { missing: 'at the end', joinedAt: 0, seqs: [1, 2], lost: 1 },
    { missing: 'at the beginning', joinedAt: 0, seqs: [2, 3], lost: 1 },
    { missing: 'altogether', joinedAt: 0, seqs: [], lost: 3 },
    { missing: 'from before somebody came', joinedAt: 1, seqs: [2, 3], lost: 0 },
    { missing: 'since all happened before somebody came', joinedAt: 3, seqs: [], lost: 0 },
  ])('counts events that are missing $missing as $lost', ({ joinedAt, seqs, lost }) => {
    const events = seqs.map((seq) => ({ seq, at: 1000 + seq }));
    expect(fanoutStep(seen([heard(0), heard(0, { joinedAt, events })])).eventsLost).toBe(lost);
  });

  it('says so when no pose came', () => {
    expect(() => fanoutStep(seen([heard(0, { poses: [] })]))).toThrow(/no pose/);
  });
});
