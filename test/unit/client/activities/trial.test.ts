import { describe, expect, it } from 'vitest';
import { type Pace, paced } from '../../../../client/activities/pace.ts';
import { faultsOf, perform, readRecording } from '../../../../client/activities/recording.ts';
import { countAt, frameAt, tryOut } from '../../../../client/activities/trial.ts';
import { ACTIVITIES, type Activity, LAYOUTS, trackLines } from '../../../../shared/coaching/index.ts';
import { builtIn } from '../../../support/activity.ts';

const unhurried = (signal = new AbortController().signal): Pace => ({ signal, breathe: async () => undefined });
const squats = (faults: string[] = []) => perform({ move: 'squat', view: 'left', tempo: 2.5, faults });
const file = (text: string) => new File([text], 'track.jsonl');
const framesOf = (recording: ReturnType<typeof perform>) =>
  recording.entries.flatMap((entry) => ('layout' in entry ? [entry] : []));

describe('trying a definition on a recording', () => {
  it('counts as a live session would, with the signal of every frame', async () => {
    const { entries } = squats();
    const { events, summary, times, progress } = await tryOut(builtIn('squat'), entries, 'en', unhurried());
    expect(summary.reps).toBe(6);
    expect(events.filter(({ type }) => type === 'repetition')).toHaveLength(6);
    expect([times.length, progress.length]).toEqual([entries.length, entries.length]);
    expect(Math.max(...progress)).toBeGreaterThan(0.8);
  });

  it('follows the definition’s thresholds', async () => {
    const squat = builtIn('squat');
    if (squat.kind !== 'repetitions') throw new Error('a squat repeats');
    const demanding: Activity = { ...squat, signal: { ...squat.signal, full: 1, attempt: 0.3 } };
    const { entries } = perform({ move: 'squat', view: 'left', tempo: 2.5, faults: ['shallow'] });
    const { summary } = await tryOut(demanding, entries, 'en', unhurried());
    expect(summary.reps).toBeLessThan(6);
  });

  it('gives cues in the language asked for', async () => {
    const { events } = await tryOut(builtIn('squat'), squats(['heels-lift']).entries, 'de', unhurried());
    expect(events).toContainEqual(expect.objectContaining({ type: 'cue', text: 'Fersen am Boden lassen' }));
  });

  it('lets the page breathe, and stops when it is called off', async () => {
    const stop = new AbortController();
    let breaths = 0;
    const breathe = async () => {
      breaths += 1;
      if (breaths === 3) stop.abort(new Error('enough'));
    };
    function* slow() {
      for (;;) {
        const until = performance.now() + 1;
        while (performance.now() < until);
        yield 1;
      }
    }
    let steps = 0;
    const work = (async () => {
      for await (const step of paced(slow(), { signal: stop.signal, breathe })) steps += step;
    })();
    await expect(work).rejects.toThrow('enough');
    expect(breaths).toBe(3);
    expect(steps).toBeGreaterThan(0);
  });
});

describe('the synthetic athlete’s recording', () => {
  it.each(ACTIVITIES.map((activity) => [activity.id, activity] as const))('shows %s', async (_id, activity) => {
    const [view = 'front'] = activity.views;
    const camera = { front: 'front', 'three-quarter': 'front-left', side: 'left', back: 'back' } as const;
    const move = activity.figure as Parameters<typeof faultsOf>[0];
    const { entries } = perform({ move, view: camera[view], tempo: activity.kind === 'hold' ? 8 : 3, faults: [] });
    const { summary } = await tryOut(activity, entries, 'en', unhurried());
    if (activity.kind === 'hold') expect(summary.hold?.holds).toBe(2);
    else expect(summary.reps).toBe(6);
  });

  it('has the faults that were asked for in every second repetition', async () => {
    expect(faultsOf('squat')).toContain('heels-lift');
    const { entries } = squats(['heels-lift']);
    const { summary } = await tryOut(builtIn('squat'), entries, 'en', unhurried());
    expect(summary.faults).toContainEqual(expect.objectContaining({ rule: 'heels-lift', count: 3 }));
  });
});

describe('a recording from a file', () => {
  const recorded = [...trackLines(framesOf(squats()), 480)];

  it.each([
    ['line feeds', '\n'],
    ['carriage returns', '\r\n'],
  ])('is read with %s', async (_name, end) => {
    const recording = await readRecording(file(recorded.join(end) + end), unhurried());
    expect(recording).toMatchObject({ name: 'track.jsonl', synthetic: false });
    expect(recording.entries).toHaveLength(recorded.length - 1);
    expect((await tryOut(builtIn('squat'), recording.entries, 'en', unhurried())).summary.reps).toBe(6);
  });

  it('says what was read otherwise than it stands', async () => {
    const seconds = recorded.map((line) => line.replace(/^{"t":(\d+)/, (_, ms) => `{"t":${Number(ms) / 1000}`));
    const recording = await readRecording(file(seconds.join('\n')), unhurried());
    expect(recording.notes).toEqual(['times are in seconds: read as such']);
    expect((await tryOut(builtIn('squat'), recording.entries, 'en', unhurried())).summary.reps).toBe(6);
  });

  it.each([
    ['a line that is no frame', `${recorded.slice(0, 3).join('\n')}\n{"t":1}`, /^line 4: k/],
    ['another header', '{"sideline":"keypoints/9"}', /^line 1: sideline/],
    ['a picture', '\u0089PNG\r\n', /^line 1: not JSON/],
    ['nothing', '', /no frames/],
    [
      'a header alone',
      JSON.stringify({ sideline: 'keypoints/1', width: 4, height: 3, names: LAYOUTS.coco17.names }),
      /no frames/,
    ],
  ])('is refused with %s', async (_name, text, message) => {
    await expect(readRecording(file(text), unhurried())).rejects.toThrow(message);
  });
});

it.each([
  [-5, 0],
  [0, 0],
  [49, 0],
  [50, 1],
  [99.9, 1],
  [1_000, 2],
])('at %d ms the frame of index %d is shown', (at, index) => {
  expect(frameAt([0, 50, 100], at)).toBe(index);
});

it('counts what was reported up to a time', async () => {
  const { events } = await tryOut(builtIn('squat'), squats().entries, 'en', unhurried());
  const reps = events.flatMap((event) => (event.type === 'repetition' ? [event.at] : []));
  expect(countAt(events, (reps[2] ?? 0) - 1).reps).toBe(2);
  expect(countAt(events, reps[2] ?? 0).reps).toBe(3);
});
