import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MediaRecovery } from '../../../../client/session/media-recovery.ts';
import { type MediaStep, recoveryPolicy } from '../../../../client/session/recovery.ts';

describe('recovery policy', () => {
  it('waits twice as long each time, up to a limit', () => {
    const policy = recoveryPolicy({ firstDelayMs: 500, longestDelayMs: 3_000, jitter: 0 });
    expect([0, 1, 2, 3, 4, 5].map((attempt) => policy.reconnectDelay(attempt))).toEqual([
      0, 500, 1_000, 2_000, 3_000, 3_000,
    ]);
  });

  it('spreads the pauses, so that not everyone comes back at once', () => {
    const pauses = [0, 0.25, 0.5, 0.75, 1].map((chance) =>
      recoveryPolicy({ firstDelayMs: 1_000, jitter: 0.4, random: () => chance }).reconnectDelay(1),
    );
    expect(pauses).toEqual([1_000, 900, 800, 700, 600]);
  });

  it('gives up after the attempts it was given', () => {
    const policy = recoveryPolicy({ attempts: 2 });
    expect(policy.reconnectDelay(1)).toBeTypeOf('number');
    expect(policy.reconnectDelay(2)).toBeUndefined();
  });

  it('climbs from ICE restarts over new transports to a new join, and starts over', () => {
    const policy = recoveryPolicy();
    expect([0, 1, 2, 3, 4].map((failures) => policy.mediaStep(failures))).toEqual([
      'restart-ice',
      'restart-ice',
      'new-transports',
      'rejoin',
      'restart-ice',
    ]);
  });
});

describe('media recovery', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function climber() {
    const taken: MediaStep[] = [];
    const recovery = new MediaRecovery(recoveryPolicy({ stepMs: 1_000 }), (step) => taken.push(step));
    return { taken, recovery };
  }

  it('takes the next step only when the last one had its time', () => {
    const { taken, recovery } = climber();
    recovery.failed();
    recovery.failed();
    expect(taken).toEqual(['restart-ice']);
    vi.advanceTimersByTime(2_000);
    expect(taken).toEqual(['restart-ice', 'restart-ice', 'new-transports']);
  });

  it('starts from the bottom once media has flowed', () => {
    const { taken, recovery } = climber();
    recovery.failed();
    vi.advanceTimersByTime(2_000);
    recovery.flowing();
    vi.advanceTimersByTime(60_000);
    expect(taken).toHaveLength(3);
    recovery.failed();
    expect(taken.at(-1)).toBe('restart-ice');
  });

  it('goes on where it was after a pause', () => {
    const { taken, recovery } = climber();
    recovery.failed();
    recovery.failed();
    vi.advanceTimersByTime(1_000);
    recovery.pause();
    vi.advanceTimersByTime(60_000);
    expect(taken).toHaveLength(2);
    recovery.failed();
    expect(taken.at(-1)).toBe('new-transports');
  });
});
