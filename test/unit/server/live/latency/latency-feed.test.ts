import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StageNewsDesk } from '../../../../../server/live/latency/latency-feed.ts';
import { StageLog } from '../../../../../server/live/latency/step-log.ts';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import { type StageNews, stageNewsSchema } from '../../../../../shared/contract/latency.ts';

let desk: StageNewsDesk;
let log: StageLog;
let clock: SessionClock;
let reads = 0;

const aWatcher = () => {
  const news: StageNews[] = [];
  return { news, stages: (told: StageNews) => void news.push(told) };
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
  log = new StageLog({ stage: () => undefined, feedback: () => undefined, screen: () => undefined }, clock);
  desk = new StageNewsDesk({
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
  desk.close();
  vi.useRealTimers();
});

describe('the desk that tells the stages’ times', () => {
  it('does nothing while nobody looks', () => {
    pass();
    vi.advanceTimersByTime(60_000);
    expect(reads).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells each frame once, by messages of the contract, to everyone who looks', () => {
    const [first, second] = [aWatcher(), aWatcher()];
    desk.add(first);
    desk.add(second);
    const sent: number[] = [];
    for (let frame = 0; frame < 30; frame += 1) {
      vi.advanceTimersByTime(100);
      sent.push(pass());
    }
    vi.advanceTimersByTime(500);
    for (const { news } of [first, second]) {
      expect(news.length).toBeGreaterThan(3);
      expect(news.flatMap(({ frames }) => frames.map(({ at }) => at))).toEqual(sent);
      for (const told of news) expect(stageNewsSchema.parse(told)).toEqual(told);
    }
  });

  it('ends with the last who looks, and may be looked at again', () => {
    const [first, second] = [aWatcher(), aWatcher()];
    desk.add(first);
    desk.add(second);
    desk.remove(first);
    vi.advanceTimersByTime(1_000);
    expect([first.news.length, second.news.length > 0]).toEqual([0, true]);
    desk.remove(second);
    expect(vi.getTimerCount()).toBe(0);
    desk.add(first);
    vi.advanceTimersByTime(1_000);
    expect(first.news.length).toBeGreaterThan(0);
  });

  it('tells nobody anything once its session is over', () => {
    const watcher = aWatcher();
    desk.close();
    desk.add(watcher);
    expect(vi.getTimerCount()).toBe(0);
  });
});
