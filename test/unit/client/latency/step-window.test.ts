import { describe, expect, it } from 'vitest';
import { slide, summarise } from '../../../../client/latency/step-window.ts';
import type { PassedFrame } from '../../../../shared/contract/latency.ts';

/** A frame that took 40 ms to be sent: 30 to the server, 8 in the model, 2 in all else. */
const aFrame = (sentAt: number, changes: Partial<PassedFrame> = {}): PassedFrame => ({
  at: Math.round(sentAt - 12),
  capturedAt: sentAt - 40,
  sentAt,
  steps: [30, 1, 0, 0, 8, 1, 0, 0],
  ...changes,
});

/** Each frame comes after 5 ms and is drawn after 10 more. */
const seen = (at: number) => ({ at, arrivedAt: at + 12 + 5, drawnAt: at + 12 + 15 });
const unseen = () => undefined;

describe('the window of the latency panel', () => {
  it('holds the frames of the last ten seconds', () => {
    const frames = Array.from({ length: 30 }, (_, index) => aFrame(1_000 * (index + 1)));
    const window = slide(slide([], frames.slice(0, 20)), frames.slice(20));
    expect(window.map(({ sentAt }) => sentAt)).toEqual(frames.slice(-10).map(({ sentAt }) => sentAt));
    expect(slide(window, [])).toEqual(window);
  });

  it('gives the last frame, the middle and the slow end of each step', () => {
    const frames = Array.from({ length: 100 }, (_, index) =>
      aFrame(1_000 + index, { steps: [30, 1, 0, 0, index + 1, 1, 0, 0] }),
    );
    const { steps } = summarise([...frames].reverse(), unseen);
    expect(steps.get('inference')).toEqual({ last: 1, p50: 50, p95: 95 });
    expect(steps.get('uplink')).toEqual({ last: 30, p50: 30, p95: 30 });
  });

  it('adds what this page saw, and the whole way by the clocks', () => {
    const { steps, total, frames } = summarise([aFrame(1_000), aFrame(1_100)], seen);
    expect(steps.get('socket')).toEqual({ last: 5, p50: 5, p95: 5 });
    expect(steps.get('screen')).toEqual({ last: 10, p50: 10, p95: 10 });
    expect(total).toEqual({ last: 55, p50: 55, p95: 55 });
    expect(frames).toBe(2);
    const sum = [...steps.values()].reduce((ms, { last }) => ms + last, 0);
    expect(sum).toBe(total?.last);
  });

  it('leaves out what is not known', () => {
    const { steps, total } = summarise(
      [aFrame(1_000, { capturedAt: null, steps: [null, 1, 0, 0, 8, 1, 0, 0] })],
      unseen,
    );
    expect([...steps.keys()]).toEqual(['decode', 'wait', 'scale', 'inference', 'handover', 'coaching', 'send']);
    expect(total).toBeUndefined();
    expect(summarise([], seen)).toEqual({ steps: new Map(), total: undefined, frames: 0 });
  });

  it('takes an arrival before the sending, by clocks that are a little off, for no time at all', () => {
    const { steps } = summarise([aFrame(1_000)], (at) => ({ at, arrivedAt: at + 11, drawnAt: at + 20 }));
    expect(steps.get('socket')?.last).toBe(0);
  });
});
