import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatencyFeed } from '../../../../../server/live/latency/latency-feed.ts';
import { StepLog } from '../../../../../server/live/latency/step-log.ts';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import { type LatencyUpdate, latencyUpdateSchema } from '../../../../../shared/contract/latency.ts';

let feed: LatencyFeed;
let log: StepLog;
let clock: SessionClock;
let reads = 0;

const aListener = () => {
  const updates: LatencyUpdate[] = [];
  return { updates, latency: (update: LatencyUpdate) => void updates.push(update) };
};

function pass(): number {
  const now = performance.timeOrigin + performance.now();
  const times = { received: now, decoded: now, taken: now, scaled: now, inferred: now };
  const at = Math.round(clock.at(now));
  log.passed(at, { captured: now, ...times, arrived: now, coached: now, sent: now });
  return at;
}

beforeEach(() => {
  vi.useFakeTimers();
  reads = 0;
  clock = new SessionClock(performance.timeOrigin + performance.now() - 60_000);
  log = new StepLog({ step: () => undefined, feedback: () => undefined, screen: () => undefined }, clock);
  feed = new LatencyFeed({
    athleteId: '0b6f7a1e-2222-4222-8222-222222222222',
    log,
    engine: { name: 'onnx', model: 'blazepose-full' },
    rate: () => {
      reads += 1;
      return { full: 15, wanted: 15, actual: 14, reason: 'moving', lightModel: false };
    },
    counts: () => undefined,
  });
});
afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

describe('the latency feed', () => {
  it('does nothing while nobody listens', () => {
    pass();
    vi.advanceTimersByTime(60_000);
    expect(reads).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends each frame once to every listener, in messages of the contract', () => {
    const [first, second] = [aListener(), aListener()];
    feed.add(first);
    feed.add(second);
    const sent: number[] = [];
    for (let frame = 0; frame < 30; frame += 1) {
      vi.advanceTimersByTime(100);
      sent.push(pass());
    }
    vi.advanceTimersByTime(500);
    for (const { updates } of [first, second]) {
      expect(updates.length).toBeGreaterThan(3);
      expect(updates.flatMap(({ frames }) => frames.map(({ at }) => at))).toEqual(sent);
      for (const update of updates) expect(latencyUpdateSchema.parse(update)).toEqual(update);
    }
  });

  it('stops with the last listener, and starts again with the next', () => {
    const [first, second] = [aListener(), aListener()];
    feed.add(first);
    feed.add(second);
    feed.remove(first);
    vi.advanceTimersByTime(1_000);
    expect([first.updates.length, second.updates.length > 0]).toEqual([0, true]);
    feed.remove(second);
    expect(vi.getTimerCount()).toBe(0);
    feed.add(first);
    vi.advanceTimersByTime(1_000);
    expect(first.updates.length).toBeGreaterThan(0);
  });

  it('sends nothing once its session is over', () => {
    const listener = aListener();
    feed.close();
    feed.add(listener);
    expect(vi.getTimerCount()).toBe(0);
  });
});
