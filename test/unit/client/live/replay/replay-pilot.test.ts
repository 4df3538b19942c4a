import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReplayPilot } from '../../../../../client/live/replay/replay-pilot.ts';
import type { Playhead } from '../../../../../shared/contract/replay.ts';

const wish = (at: number) => ({ from: 0, to: 10_000, at, rate: 0, since: 0 });
const sent: Playhead[] = [];
let taken: boolean;
const send = async (playhead: Playhead) => {
  sent.push(playhead);
  return taken;
};

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  taken = true;
});
afterEach(() => {
  vi.useRealTimers();
});

it('shows every wish at once, and sends the newest no more often than the server takes it', async () => {
  const pilot = new ReplayPilot();
  for (let at = 0; at <= 1_000; at += 10) {
    pilot.show(wish(at), send);
    expect(pilot.state.getState().wish?.at).toBe(at);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(sent.length).toBeLessThanOrEqual(18);
  expect(sent.at(-1)).toEqual({ from: 0, to: 10_000, at: 1_000, rate: 0 });
  expect(pilot.state.getState().wish).toBeUndefined();
});

it('sends each wish by its own way: what was opened first is moved afterwards', async () => {
  const pilot = new ReplayPilot();
  const moved: Playhead[] = [];
  pilot.show(wish(1), send);
  pilot.show(wish(2), async (playhead) => {
    moved.push(playhead);
    return true;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect([sent.map(({ at }) => at), moved.map(({ at }) => at)]).toEqual([[1], [2]]);
});

it('gives a wish up that is refused', async () => {
  const pilot = new ReplayPilot();
  taken = false;
  pilot.show(wish(1), send);
  pilot.show(wish(2), send);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(1);
  expect(pilot.state.getState().wish).toBeUndefined();
});

it('sends nothing any more once it is to forget', async () => {
  const pilot = new ReplayPilot();
  pilot.show(wish(1), send);
  pilot.show(wish(2), send);
  pilot.forget();
  await vi.advanceTimersByTimeAsync(500);
  expect(sent.map(({ at }) => at)).toEqual([1]);
});
