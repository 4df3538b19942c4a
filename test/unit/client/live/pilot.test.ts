import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pilot } from '../../../../client/live/pilot.ts';

interface Wish {
  at: number;
}
const wish = (at: number): Wish => ({ at });
const sent: Wish[] = [];
let taken: boolean;
const send = async (wished: Wish) => {
  sent.push(wished);
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
  const pilot = new Pilot<Wish>();
  for (let at = 0; at <= 1_000; at += 10) {
    pilot.show(wish(at), send);
    expect(pilot.state.getState().wish?.at).toBe(at);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(sent.length).toBeLessThanOrEqual(18);
  expect(sent.at(-1)).toEqual({ at: 1_000 });
  expect(pilot.state.getState().wish).toBeUndefined();
});

it('sends each wish by its own way: what was opened first is moved afterwards', async () => {
  const pilot = new Pilot<Wish>();
  const moved: Wish[] = [];
  pilot.show(wish(1), send);
  pilot.show(wish(2), async (wished) => {
    moved.push(wished);
    return true;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect([sent.map(({ at }) => at), moved.map(({ at }) => at)]).toEqual([[1], [2]]);
});

it('gives a wish up that is refused', async () => {
  const pilot = new Pilot<Wish>();
  taken = false;
  pilot.show(wish(1), send);
  pilot.show(wish(2), send);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(1);
  expect(pilot.state.getState().wish).toBeUndefined();
});

it('sends nothing any more once it is to forget', async () => {
  const pilot = new Pilot<Wish>();
  pilot.show(wish(1), send);
  pilot.show(wish(2), send);
  pilot.forget();
  await vi.advanceTimersByTimeAsync(500);
  expect(sent.map(({ at }) => at)).toEqual([1]);
});
