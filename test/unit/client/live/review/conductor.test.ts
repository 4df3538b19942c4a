import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Conductor } from '../../../../../client/live/review/conductor.ts';
import { Sketch } from '../../../../../client/review/ink/sketch.ts';
import { type ReviewDrawing, type ReviewView, reviewViewSchema } from '../../../../../shared/contract/live-review.ts';
import { aPlayer } from './a-player.ts';

const look = { skeleton: true, zoom: 1, x: 0.5, y: 0.5 };
const stroke = { id: crypto.randomUUID(), tool: 'line' as const, colour: '#ffd400', width: 0.01, points: [[0, 0]] };

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** What a coach does, with what was sent of it; all that was sent first is left out. */
async function aConductor() {
  const { player, state } = aPlayer();
  const sketch = new Sketch(null);
  const views: ReviewView[] = [];
  const drawings: ReviewDrawing[] = [];
  const conductor = new Conductor({
    ...{ player, sketch, look },
    move: async (view) => {
      views.push(reviewViewSchema.parse(view));
      return true;
    },
    draw: async (drawing) => {
      drawings.push(drawing);
      return true;
    },
    now: () => Date.now(),
  });
  const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  await passed(100);
  const begun = { view: views.splice(0).at(-1), drawing: drawings.splice(0).at(-1) };
  return { conductor, state, sketch, views, drawings, begun, passed };
}

describe('what a coach does with the recording', () => {
  it('begins with how everything is', async () => {
    const { begun } = await aConductor();
    expect(begun).toEqual({ view: { motion: { at: 0, rate: 0, from: 0, until: 9_000 }, look }, drawing: { ink: [] } });
  });

  it('is sent when it plays and stops, and not while it plays on as it was going', async () => {
    const { state, views, passed } = await aConductor();
    state.setState({ playing: true, rate: 0.5, zone: { from: 0, until: 4_000 } });
    for (let ms = 16; ms <= 1_600; ms += 16) {
      await passed(16);
      // Browsers give frames now sooner, now later.
      state.setState({ at: ms / 2 + (ms % 7) });
    }
    expect(views.map(({ motion }) => motion)).toEqual([{ at: 0, rate: 0.5, from: 0, until: 4_000 }]);
    state.setState({ playing: false, at: 801.5 });
    await passed(100);
    expect(views.at(-1)?.motion).toMatchObject({ at: 801.5, rate: 0 });
  });

  it('is sent when the film has to be waited for, and when it goes on', async () => {
    const { state, views, passed } = await aConductor();
    for (const waiting of [true, false]) {
      state.setState({ playing: true, waiting });
      await passed(100);
    }
    expect(views.map(({ motion }) => motion.rate)).toEqual([1]);
    state.setState({ waiting: true });
    await passed(100);
    expect(views.at(-1)?.motion.rate).toBe(0);
  });

  it('is sent when it goes elsewhere, each place that it stays at and the last one surely', async () => {
    const { state, views, passed } = await aConductor();
    for (let at = 10; at <= 1_000; at += 10) {
      state.setState({ at });
      await passed(10);
    }
    await passed(100);
    expect(views.length).toBeLessThan(20);
    expect(views.at(-1)?.motion.at).toBe(1_000);
    state.setState({ at: 1_000.5 });
    await passed(100);
    expect(views.at(-1)?.motion.at).toBe(1_000.5);
  });

  it('is within what the contract takes where the playhead stands outside of the zone', async () => {
    const { state, views, passed } = await aConductor();
    state.setState({ at: 8_000, zone: { from: 1_000, until: 2_000 } });
    await passed(100);
    expect(views.at(-1)?.motion).toEqual({ at: 8_000, rate: 0, from: 1_000, until: 8_000 });
  });

  it('has the look and the ink', async () => {
    const { conductor, sketch, views, drawings, passed } = await aConductor();
    conductor.look = { ...look, zoom: 2 };
    sketch.add({ ...stroke, points: [[0, 0]] }, 500);
    await passed(100);
    expect(views.at(-1)?.look.zoom).toBe(2);
    expect(drawings.at(-1)).toMatchObject({ ink: [{ id: stroke.id }], at: 500 });
    sketch.clear();
    await passed(100);
    expect(drawings.at(-1)).toEqual({ ink: [] });
  });

  it('is sent anew to a server that may have lost it, and no more once it is closed', async () => {
    const { conductor, state, sketch, views, drawings, passed } = await aConductor();
    conductor.repeat();
    await passed(100);
    expect([views.length, drawings.length]).toEqual([1, 1]);
    conductor.close();
    conductor.close();
    state.setState({ at: 3_000 });
    sketch.add({ ...stroke, points: [[0, 0]] }, 500);
    await passed(100);
    expect([views.length, drawings.length]).toEqual([1, 1]);
  });
});
