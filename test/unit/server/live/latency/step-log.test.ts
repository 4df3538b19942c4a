import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FramePassage } from '../../../../../server/live/latency/frame-passage.ts';
import { StepLog } from '../../../../../server/live/latency/step-log.ts';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import {
  LATENCY_STEPS,
  latencyUpdateSchema,
  MAX_REPORTED_FRAMES,
  SERVER_STEPS,
} from '../../../../../shared/contract/latency.ts';

/** Wall clock of the session's start: an hour ago. */
const START = Math.round(performance.timeOrigin + performance.now()) - 3_600_000;
/** Ms in each of the server's steps. */
const SPENT = [30, 2, 1, 3, 8, 1, 0.5, 0.5];
const ON_SERVER = SPENT.slice(1).reduce((sum, ms) => sum + ms);

const recorded = { steps: new Map<string, number[]>(), feedback: [] as number[], screen: [] as number[] };
let clock: SessionClock;
let log: StepLog;

beforeEach(() => {
  recorded.steps.clear();
  recorded.feedback.length = 0;
  recorded.screen.length = 0;
  clock = new SessionClock(START);
  log = new StepLog(
    {
      step: (step, ms) => recorded.steps.set(step, [...(recorded.steps.get(step) ?? []), ms]),
      feedback: (ms) => recorded.feedback.push(ms),
      screen: (ms) => recorded.screen.push(ms),
    },
    clock,
  );
});

/** A frame captured at `at` ms of the session that has spent `SPENT` in the steps. */
function aPassage(at: number, { clockKnown = true } = {}): FramePassage {
  let mark = START + at;
  const next = (step: number) => {
    mark += SPENT[step] ?? 0;
    return mark;
  };
  return {
    captured: clockKnown ? mark : undefined,
    received: next(0),
    decoded: next(1),
    taken: next(2),
    scaled: next(3),
    inferred: next(4),
    arrived: next(5),
    coached: next(6),
    sent: next(7),
  };
}

/** A frame that was sent `ago` ms before now. */
function pass(ago = 100, options = {}): { at: number; sentAt: number } {
  const sentAt = clock.now() - ago;
  const at = Math.round(sentAt - SPENT.reduce((sum, ms) => sum + ms));
  log.passed(at, aPassage(at, options));
  return { at, sentAt: at + SPENT.reduce((sum, ms) => sum + ms) };
}

/** Somebody who reports. */
const VIEWER = {};

describe('the log of steps', () => {
  it('records each step of a frame and the whole way until its feedback was sent', () => {
    pass();
    for (const [index, step] of SERVER_STEPS.entries()) {
      expect(recorded.steps.get(step)?.[0], step).toBeCloseTo(SPENT[index] ?? Number.NaN, 2);
    }
    expect(recorded.feedback[0]).toBeCloseTo(30 + ON_SERVER, 2);
  });

  it('leaves out what it can’t know while the athlete’s clock is unknown', () => {
    const { at, sentAt } = pass(100, { clockKnown: false });
    log.seen(VIEWER, [{ at, arrivedAt: sentAt + 5, drawnAt: sentAt + 9 }]);
    expect([...recorded.steps.keys()]).toEqual(LATENCY_STEPS.filter((step) => step !== 'uplink'));
    expect(recorded.feedback).toEqual([]);
    expect(recorded.screen).toEqual([]);
    expect(log.since(0)[0]?.steps).toEqual([null, ...SPENT.slice(1).map((ms) => expect.closeTo(ms, 2))]);
  });

  it('takes a capture that seems to be after the arrival for no time at all', () => {
    const at = Math.round(clock.now()) - 100;
    const passage = aPassage(at);
    log.passed(at, { ...passage, captured: passage.received + 2 });
    expect(recorded.steps.get('uplink')).toEqual([0]);
  });

  it('records the last two steps, and the whole way, as a viewer reports them', () => {
    const { at, sentAt } = pass();
    expect(log.seen(VIEWER, [{ at, arrivedAt: sentAt + 12, drawnAt: sentAt + 20 }])).toBe(1);
    expect(recorded.steps.get('socket')?.[0]).toBeCloseTo(12, 2);
    expect(recorded.steps.get('screen')?.[0]).toBeCloseTo(8, 2);
    expect(recorded.screen[0]).toBeCloseTo(30 + ON_SERVER + 20, 2);
  });

  it.each([
    ['of a frame that was never sent', { at: 1 }],
    ['of an arrival long before it was sent', { arrivedAt: -500 }],
    ['of a drawing before the arrival', { arrivedAt: 20, drawnAt: 10 }],
    ['of a drawing in the future', { drawnAt: 60_000 }],
  ])('passes over a report %s', (_what, { at: other, arrivedAt = 5, drawnAt = 9 }: Record<string, number>) => {
    const { at, sentAt } = pass();
    const before = new Map(recorded.steps);
    expect(log.seen(VIEWER, [{ at: other ?? at, arrivedAt: sentAt + arrivedAt, drawnAt: sentAt + drawnAt }])).toBe(0);
    expect(recorded.steps).toEqual(before);
    expect(recorded.screen).toEqual([]);
  });

  it('counts a frame once for each viewer', () => {
    const { at, sentAt } = pass();
    const report = [{ at, arrivedAt: sentAt + 12, drawnAt: sentAt + 20 }];
    expect([log.seen(VIEWER, [...report, ...report]), log.seen(VIEWER, report), log.seen({}, report)]).toEqual([
      1, 0, 1,
    ]);
  });

  it('takes a clock that is a little off for no time at all', () => {
    const { at, sentAt } = pass();
    expect(log.seen(VIEWER, [{ at, arrivedAt: sentAt - 3, drawnAt: sentAt + 6 }])).toBe(1);
    expect(recorded.steps.get('socket')).toEqual([0]);
  });

  it('forgets frames that are older than anybody would report on', () => {
    const first = pass(90_000);
    for (let number = 0; number < 300; number += 1) pass(80_000 - number * 60);
    expect(log.seen(VIEWER, [{ at: first.at, arrivedAt: first.sentAt + 5, drawnAt: first.sentAt + 9 }])).toBe(0);
  });

  it('lists the frames since a moment, oldest first, and never more than a message holds', () => {
    const frames = Array.from({ length: 100 }, (_, index) => pass(20_000 - index * 100));
    const [told, rest] = [log.since(0), log.since(frames.at(-3)?.sentAt ?? 0)];
    expect(told.map(({ at }) => at)).toEqual(frames.slice(-MAX_REPORTED_FRAMES).map(({ at }) => at));
    expect(rest.map(({ at }) => at)).toEqual(frames.slice(-2).map(({ at }) => at));
    expect(() => latencyUpdateSchema.shape.frames.parse(told)).not.toThrow();
  });

  it('knows the rate of the last two seconds', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const now = clock.now();
      for (let ago = 4_950; ago > 0; ago -= 100) log.passed(now - ago, aPassage(now - ago - ON_SERVER - 30));
      expect(log.rate).toBe(10);
    } finally {
      vi.useRealTimers();
    }
  });
});
