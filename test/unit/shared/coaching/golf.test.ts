import { describe, expect, it } from 'vitest';
import { type AthleteOptions, anAthlete } from '../../../../shared/athlete/index.ts';
import type { PoseFrame } from '../../../../shared/coaching/index.ts';
import { activityOf, framesOf, judged, ofType } from './perform.ts';

const FPS = 30;
/** Backswing 1.1 s, downswing 0.37 s, follow-through 0.73 s. */
const SWING: AthleteOptions = { activity: 'golf-swing', view: 'front', tempo: 4, reps: 1 };
const [swing] = anAthlete(SWING).truth().reps;
if (!swing) throw new Error('no swing');
const impact = swing.turn + (swing.end - swing.turn) / 3;

/** The swing as it is seen when its own time runs along these points: [ms of the film, ms of the swing]. */
function played(points: readonly (readonly [number, number])[], options = SWING): PoseFrame[] {
  const athlete = anAthlete(options);
  const frames: PoseFrame[] = [];
  for (let at = points[0]?.[0] ?? 0; at <= (points.at(-1)?.[0] ?? 0); at += 1000 / FPS) {
    const next = points.findIndex(([film]) => film > at);
    const [[a, from], [b, to]] = [points[next - 1] ?? points[0] ?? [0, 0], points[next] ?? points.at(-1) ?? [0, 0]];
    const own = b === a ? to : from + ((to - from) * (at - a)) / (b - a);
    frames.push({ ...athlete.poseAt(own), at });
  }
  return frames;
}

const swings = (frames: readonly PoseFrame[]) => ofType(judged('golf-swing', frames).events, 'repetition');
const { start, turn, end } = swing;

describe('a golf swing', () => {
  it.each(['front', 'front-left', 'left', 'right'] as const)('has its key positions and its tempo (%s)', (view) => {
    const [rep] = swings(framesOf({ ...SWING, view }, { fps: FPS }));
    const { address, top, impact: hit, finish } = rep?.moments ?? {};
    expect(Math.abs((address ?? 0) - start)).toBeLessThan(120);
    expect(Math.abs((top ?? 0) - turn)).toBeLessThan(80);
    expect(Math.abs((hit ?? 0) - impact)).toBeLessThan(60);
    expect(Math.abs((finish ?? 0) - end)).toBeLessThan(200);
    expect(rep?.phases.top).toBeCloseTo((top ?? 0) - (address ?? 0), 0);
    expect(rep?.peaks['tempo-ratio']).toBeGreaterThan(2.4);
    expect(rep?.peaks['tempo-ratio']).toBeLessThan(3.6);
  });

  it('is kept apart from waggles before it', () => {
    const aside = start + (turn - start) * 0.3;
    const waggle = (from: number) =>
      [
        [from, start],
        [from + 350, aside],
        [from + 700, start],
      ] as const;
    const frames = played([[0, 0], ...waggle(1500), ...waggle(2300), [3300, start], [3300 + end - start + 900, end]]);
    const found = swings(frames);
    expect(found).toHaveLength(1);
    expect(Math.abs((found[0]?.moments?.address ?? 0) - 3300)).toBeLessThan(150);
  });

  it('is kept apart from a backswing that is tried and taken back', () => {
    for (const view of ['front', 'front-left', 'left', 'right'] as const) {
      const tried = [
        [1500, start],
        [2600, turn],
        [3000, turn],
        [4000, start],
        [4600, start],
      ] as const;
      const frames = played([[0, 0], ...tried, [4600 + end - start + 900, end + 900]], { ...SWING, view });
      const found = swings(frames);
      expect(found, view).toHaveLength(1);
      expect(found[0]?.moments?.top, view).toBeGreaterThan(5000);
    }
  });

  it('counts without a ball and again with one', () => {
    expect(swings(framesOf({ ...SWING, reps: 2 }, { fps: FPS }))).toHaveLength(2);
  });

  it('counts when the film begins in the backswing, and says nothing of a tempo it has not seen', () => {
    const middle = start + (turn - start) * 0.6;
    const [rep, ...more] = swings(
      played([
        [0, middle],
        [end - middle + 800, end],
      ]),
    );
    expect(more).toEqual([]);
    expect(rep?.moments?.address).toBeUndefined();
    expect(rep?.peaks['tempo-ratio']).toBeUndefined();
    expect(rep?.faults).toEqual([]);
  });

  it('counts when the film ends with the finish, and not before', () => {
    const until = (moment: number) => framesOf(SWING, { fps: FPS, until: moment });
    expect(swings(until(end))).toHaveLength(1);
    expect(swings(until(impact))).toHaveLength(0);
  });

  it('counts in a film played at an eighth of the speed', () => {
    const frames = played([
      [0, start - 100],
      [(end - start + 200) * 8, end],
      [(end - start + 300) * 8, end],
    ]);
    const [rep, ...more] = swings(frames);
    expect(more).toEqual([]);
    expect(rep?.peaks['tempo-ratio']).toBeGreaterThan(2.4);
  });

  it.each([15, 30, 60])('is timed through hands that blur and vanish around impact (%d frames a second)', (fps) => {
    const blurred = framesOf(SWING, { fps }).map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point, index) =>
        (index === 15 || index === 16) && frame.at > impact - 120 && frame.at < impact + 70
          ? { ...point, x: point.x + 0.05 * Math.sin(frame.at), score: 0.1 }
          : point,
      ),
    }));
    const found = swings(blurred);
    expect(found).toHaveLength(1);
    expect(Math.abs((found[0]?.moments?.impact ?? 0) - impact)).toBeLessThan(90);
  });

  it('survives wrists that are taken for each other', () => {
    const swapped = framesOf(SWING, { fps: FPS }).map((frame, index) => {
      if (index % 3 > 0) return frame;
      const keypoints = [...frame.keypoints];
      const [left, right] = [keypoints[15], keypoints[16]];
      if (left && right) keypoints.splice(15, 2, right, left);
      return { ...frame, keypoints };
    });
    expect(swings(swapped)).toHaveLength(1);
  });

  it('is divided into phases by their own names', () => {
    const { events } = judged('golf-swing', framesOf(SWING, { fps: FPS }));
    const names = ofType(events, 'phase').map(({ phase }) => phase);
    expect(names).toEqual(['top', 'impact', 'finish', 'address']);
    expect(activityOf('golf-swing').kind).toBe('sequence');
  });
});
