import { describe, expect, it } from 'vitest';
import {
  type Activity,
  createTrackJudge,
  createTrackReader,
  findActivity,
  guessActivity,
  LAYOUTS,
  type PoseFrame,
  rankActivities,
  readTrack,
  TrackError,
  trackLines,
} from '../../../../shared/coaching/index.ts';
import { framesOf, judged } from './perform.ts';

const header = JSON.stringify({ sideline: 'keypoints/1', width: 640, height: 480, names: LAYOUTS.coco17.names });
const points = Array.from({ length: 17 }, () => [0.5, 0.5, 0.9]);

const read = (...lines: string[]) => [...readTrack(lines)];
const everyJson = (...values: unknown[]) => values.map((value) => JSON.stringify(value));
/** The lines of a track of three squats, each frame changed as given. */
const squats = framesOf({ activity: 'squat', view: 'left', reps: 3, tempo: 2.5 }, { layout: 'coco17', fps: 10 });
interface Line {
  t: number;
  k: number[][];
}
function squatLines(change: (line: Line, index: number) => unknown, head: object = {}): string[] {
  const [first = '', ...rest] = trackLines(squats, 480);
  const lines = rest.map((text, index) => {
    const line = JSON.parse(text) as Line;
    return JSON.stringify(change(line, index) ?? line);
  });
  return [JSON.stringify({ ...JSON.parse(first), ...head }), ...lines];
}
/** A reader that has read all of these lines, with what is counted. */
function counted(lines: readonly string[]) {
  const reader = createTrackReader();
  const frames = [...readTrack(lines, reader)] as PoseFrame[];
  return { reps: judged('squat', frames).tracker.state.reps, notes: reader.notes(), frames };
}

describe('keypoint tracks', () => {
  it('are read back as they were written', () => {
    const frames = framesOf({ activity: 'squat', reps: 1 }, { layout: 'blazepose33', fps: 5 });
    const entries = read(...trackLines(frames, 480)) as PoseFrame[];
    expect(entries).toHaveLength(frames.length);
    expect(entries[3]?.keypoints[25]?.x).toBeCloseTo(frames[3]?.keypoints[25]?.x ?? 0, 4);
    expect(entries[3]).toMatchObject({ layout: 'blazepose33', aspect: 4 / 3 });
  });

  it('may name their keypoints in another order', () => {
    const names = [...LAYOUTS.coco17.names].reverse();
    const marked = points.map((point, index) => (index === 0 ? [0.1, 0.2, 0.3] : point));
    const [frame] = read(...everyJson({ ...JSON.parse(header), names }, { t: 0, k: marked })) as PoseFrame[];
    expect(frame?.keypoints[16]).toEqual({ x: 0.1, y: 0.2, score: 0.3 });
  });

  it('may hold frames without anybody, and blank lines', () => {
    expect(read(header, '', '{"t":40,"k":[]}')).toEqual([{ at: 40, keypoints: [] }]);
  });

  it('may begin with a byte order mark and end their lines as Windows does', () => {
    expect(read(`\ufeff${header}\r`, '{"t":40,"k":[]}\r')).toEqual([{ at: 40, keypoints: [] }]);
  });

  it('need the memory of a few frames, however long they are', () => {
    const reader = createTrackReader();
    reader.read(header);
    let given = 0;
    for (let frame = 0; frame < 5000; frame++) {
      given += reader.read(JSON.stringify({ t: frame * 17, k: points })).length;
      expect(frame - given).toBeLessThan(32);
    }
    expect(given + reader.end().length).toBe(5000);
  });

  it('have nothing to note where they are what the format says', () => {
    expect(counted(squatLines((line) => line))).toMatchObject({ reps: 3, notes: [] });
  });
});

describe('what a track clearly means', () => {
  const lowerLeft = { left_shoulder: 'leftShoulder', right_knee: 'r-knee', left_ankle: 'ANKLE_LEFT' } as const;
  const named = LAYOUTS.coco17.names.map((name) =>
    Object.hasOwn(lowerLeft, name) ? lowerLeft[name as 'left_ankle'] : name,
  );
  const more = [...LAYOUTS.coco17.names.slice(0, 5), 'neck', ...LAYOUTS.coco17.names.slice(5)];

  it.each<[string, string[], RegExp]>([
    ['times in seconds', squatLines(({ t, k }) => ({ t: t / 1000, k })), /^times are in seconds: read as such$/],
    ['seconds since 1970', squatLines(({ t, k }) => ({ t: 1.7e9 + t / 1000, k })), /^times are in seconds/],
    ['times in microseconds', squatLines(({ t, k }) => ({ t: t * 1000, k })), /^times are in microseconds/],
    ['times in nanoseconds', squatLines(({ t, k }) => ({ t: t * 1e6, k })), /^times are in nanoseconds/],
    [
      'one time that leaps ahead',
      squatLines(({ t, k }, index) => ({ t: index === 30 ? t + 100_000 : t, k })),
      /^line 32: time 103000 can't be right after 2900: read as 3000 ms$/,
    ],
    [
      'one time that falls back',
      squatLines(({ t, k }, index) => ({ t: index === 50 ? 0 : t, k })),
      /^line 52: time 0 can't be right after 4900: read as 5000 ms$/,
    ],
    [
      'a first time that is wrong',
      squatLines(({ t, k }, index) => ({ t: index === 0 ? 9e6 : t, k })),
      /^line 2: time 9000000 can't be right/,
    ],
    [
      'a last time that is wrong',
      squatLines(({ t, k }, index) => ({ t: index === squats.length - 1 ? 9e6 : t, k })),
      /^line \d+: time 9000000 can't be right after \d+: the frame is left out$/,
    ],
    [
      'times that are there twice',
      squatLines(({ t, k }, index) => ({ t: index % 10 === 9 ? t - 100 : t, k })),
      /^line 11 has the time of the frame before; \d+ such places in all$/,
    ],
    [
      'a pause of the camera',
      squatLines(({ t, k }, index) => ({ t: index > 30 ? t + 60_000 : t, k })),
      /^60 s pass without a frame before line 33$/,
    ],
    [
      'pixels',
      squatLines(({ t, k }) => ({ t, k: k.map(([x = 0, y = 0, score]) => [x * 640, y * 480, score]) })),
      /^x and y are pixels of 640 x 480: read as such$/,
    ],
    [
      'other spellings of names',
      squatLines((line) => line, { names: named }),
      /^"leftShoulder" is read as left_shoulder/,
    ],
    [
      'more points than are known',
      squatLines(({ t, k }) => ({ t, k: [...k.slice(0, 5), [9, 9, 0.5], ...k.slice(5)] }), { names: more }),
      /^neck: left out/,
    ],
  ])('%s', (_, lines, note) => {
    const { reps, notes } = counted(lines);
    // Where a minute passes in the midst of a repetition, that one is lost.
    expect(reps).toBe(note.source.includes('60 s') ? 2 : 3);
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  it('is noted where it can’t be mended', () => {
    const upward = counted(squatLines(({ t, k }) => ({ t, k: k.map(([x, y = 0, score]) => [x, 1 - y, score]) })));
    expect(upward.notes).toEqual([expect.stringMatching(/^the head is below the feet.*y must grow downward$/)]);
    const square = squatLines((line) => line, { width: 1, height: 1 });
    expect(counted(square).notes).toEqual([expect.stringMatching(/1 x 1: read as square/)]);
    const slow = counted(squatLines(({ t, k }) => ({ t: t * 6, k })));
    expect(slow.notes).toEqual(['frames are 600 ms apart: quick movements fall between them']);
    const stride = counted(squatLines(({ t, k }) => ({ t: t / 20, k })));
    expect(stride.notes).toEqual(['frames are 5 ms apart: if the times count frames, give them in ms']);
  });
});

describe('what no track can mean', () => {
  const named = (names: readonly string[]) => JSON.stringify({ ...JSON.parse(header), names });
  const around = (shift: number) =>
    squatLines(({ t, k }) => ({ t, k: k.map(([x = 0, y = 0, s]) => [x - shift, y - shift, s]) }));

  it.each<[string, string[], string | RegExp]>([
    [
      'a number that JSON does not have',
      [header, '{"t":0,"k":[[NaN,0,1]]}'],
      /^line 2: not JSON.*NaN is no number.*\[0, 0, 0\]/,
    ],
    ['a frame without points', [header, '{"t":0}'], 'line 2: k'],
    ['no JSON', [header, '{"t":'], 'line 2: not JSON'],
    ['another format', ['{"sideline":"keypoints/9"}'], 'line 1: sideline'],
    ['frames without a header', ['{"t":0,"k":[]}'], /^line 1: sideline: .*the first line is/],
    ['too few names', [named(['a'])], 'line 1: names'],
    [
      'unknown names',
      [named(LAYOUTS.coco17.names.map((name, index) => (index > 14 ? `point_${index}` : name)))],
      /^line 1: names: .*left_ankle, right_ankle are missing among 17/,
    ],
    ['names by number', [named(points.map((_, index) => `${index}`))], /^line 1: names: .*nose.* are missing/],
    ['a name that is there twice', [named([...LAYOUTS.coco17.names, 'nose'])], /^line 1: names: "nose" is there twice/],
    [
      'a picture without a size',
      [JSON.stringify({ ...JSON.parse(header), width: undefined })],
      /^line 1: width: .*size of the picture/,
    ],
    [
      'a picture that no camera makes',
      [JSON.stringify({ ...JSON.parse(header), width: 9000 })],
      /^line 1: width, height: no picture is 9000 x 480/,
    ],
    ['too few points', [header, '{"t":0,"k":[[0,0,1]]}'], 'line 2: k: 17 keypoints'],
    [
      'a point without a score',
      everyJson(JSON.parse(header), { t: 0, k: [[0, 0], ...points.slice(1)] }),
      'line 2: k.0',
    ],
    [
      'a point that is null',
      everyJson(JSON.parse(header), { t: 0, k: [[null, 0, 0], ...points.slice(1)] }),
      /^line 2: k.0.0: .*\[0, 0, 0\]/,
    ],
    [
      'depth in place of the score',
      everyJson(JSON.parse(header), { t: 0, k: [[0, 0, -0.2], ...points.slice(1)] }),
      /^line 2: k.0: the score -0.2 .*depth is the fourth/,
    ],
    [
      'a time that is none',
      everyJson(JSON.parse(header), { t: 'now', k: points }),
      /^line 2: t: .*time of the frame in ms/,
    ],
    [
      'numbers of frames',
      squatLines(({ k }, index) => ({ t: index, k })),
      /^line 2: t: frames are 1 apart: they seem to count frames; give the time of each frame in ms$/,
    ],
    ['times in minutes', squatLines(({ t, k }) => ({ t: t / 6e5, k })), /^line 2: t: .*in no unit/],
    ['times that stand still', squatLines(({ k }) => ({ t: 0, k })), /^line 2: t: most frames have the same time/],
    [
      'two recordings in one file',
      squatLines(({ t, k }, index) => ({ t: index > 40 ? t - 4000 : t, k })),
      /^line 43: t: the time goes back from 4000 to 100; /,
    ],
    ['times that run backward', squatLines(({ t, k }) => ({ t: 1e5 - t, k })), /^line 3: t: the time goes back/],
    [
      'a leap of days',
      squatLines(({ t, k }, index) => ({ t: index > 40 ? t + 2e8 : t, k })),
      /^line 43: t: 200000 s pass/,
    ],
    [
      'many wrong times',
      squatLines(({ t, k }, index) => ({ t: index % 5 === 4 ? t + 5e4 : t, k })),
      /^line 21: t: 51900 is one of 4 times that can't be right/,
    ],
    [
      'pixels of a picture of another size',
      squatLines(({ t, k }) => ({ t, k: k.map(([x = 0, y = 0, s]) => [x * 640, y * 480, s]) }), {
        width: 16,
        height: 9,
      }),
      /^line 2: k: .*no pixels of one of 16 x 9; /,
    ],
    [
      'percent',
      squatLines(({ t, k }) => ({ t, k: k.map(([x = 0, y = 0, s]) => [x * 100, y * 100, s]) })),
      /^line 33: k: no x or y is above 100/,
    ],
    ['an origin in the body', around(0.5), /^line 33: k: x and y are counted from the middle/],
    [
      'a unit that changes',
      squatLines(({ t, k }, index) => ({
        t,
        k: index === 50 ? k.map(([x = 0, y = 0, s]) => [x * 640, y * 480, s]) : k,
      })),
      /^line 52: k: x and y are pixels here, shares of the picture \(0..1\) before/,
    ],
  ])('is refused with the line: %s', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(TrackError);
    expect(() => read(...lines)).toThrow(message);
  });
});

describe('guessing', () => {
  it.each([
    'squat',
    'push-up',
    'pull-up',
    'sit-up',
    'biceps-curl',
    'jumping-jack',
    'glute-bridge',
    'deadlift',
  ] as const)('recognises %s', (activity) => {
    const tempo = activity === 'jumping-jack' ? 1.4 : 2.5;
    const frames = framesOf({ activity, view: 'front-left', reps: 4, tempo, delay: 800 });
    expect(guessActivity(frames)?.activity).toBe(activity);
  });

  it.each(['biceps-curl', 'triceps-push-down', 'lunge'] as const)(
    'recognises %s from the middle of the set',
    (activity) => {
      const frames = framesOf({ activity, view: 'front', reps: 5, tempo: 2.5 });
      expect(guessActivity(frames.slice(Math.floor(frames.length * 0.4)))?.activity).toBe(activity);
    },
  );

  it('recognises an activity of one’s own, and takes it before a built-in one that fits alike', () => {
    const frames = framesOf({ activity: 'squat', view: 'front-left', reps: 4, tempo: 2.5, delay: 800 });
    const [squat, curl] = ['squat', 'biceps-curl'].map((id) => findActivity(id));
    if (!squat || !curl) throw new Error('There is no such activity');
    const guessed = (own: Activity[]) => {
      const judge = createTrackJudge('auto', {}, own);
      judge.add(frames);
      return judge.finish().summary;
    };
    expect(guessed([{ ...curl, id: 'my-curl' }])).toMatchObject({ activity: 'squat', reps: 4 });
    expect(guessed([{ ...squat, id: 'my-squat' }])).toMatchObject({ activity: 'my-squat', reps: 4 });
  });

  it('recognises nothing in somebody who stands still', () => {
    expect(rankActivities(framesOf({ activity: 'squat', reps: 0, delay: 8000 }))).toEqual([]);
  });
});
