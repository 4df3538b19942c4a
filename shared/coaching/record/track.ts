/**
 * The keypoint track: a text of one JSON value a line, first `{"sideline":"keypoints/1","width":W,"height":H,"names":[…]}`,
 * then a frame a line, `{"t":MS,"k":[[x,y,score],…]}`, x and y in 0..1 of the picture, z as a fourth number where there is
 * depth, no keypoints where nobody was found.
 *
 * Tracks come from many hands. What clearly means something else than it says (seconds, pixels, one wrong time) is read as it is
 * meant, and noted; what is not clear is refused with the line, the reason and the mend. A track of any length is read in
 * fixed memory.
 */
import { z } from 'zod';
import { LAYOUTS, type PoseFrame, type PoseLayout } from '../body/keypoints.ts';
import { TrackError } from './track/error.ts';
import { type NamedPoints, pointsNamed } from './track/names.ts';
import { createPointReader, type PointReader } from './track/points.ts';
import { createTimeReader, type Placed } from './track/times.ts';

export { TrackError } from './track/error.ts';

const headerSchema = z.object({
  sideline: z.literal('keypoints/1'),
  width: z.number().positive(),
  height: z.number().positive(),
  names: z.array(z.string()),
});
const lineSchema = z.object({ t: z.number(), k: z.array(z.array(z.number()).min(3).max(4)) });

const SIZE = 'give the size of the picture in px: no angle can be measured without';
/** What helps where a field is missing or of the wrong kind. */
const MENDS: Readonly<Record<string, string>> = {
  sideline: 'the first line is {"sideline":"keypoints/1","width":…,"height":…,"names":[…]}',
  width: SIZE,
  height: SIZE,
  names: 'give the names of the 17 (COCO) or 33 (BlazePose) keypoints',
  t: 'give the time of the frame in ms',
  k: 'give the points as [x, y, score] or [x, y, score, z], one that was not found as [0, 0, 0], none where nobody was found',
};
const NOT_A_NUMBER = /\b(NaN|-?Infinity)\b/;
/** No picture is wider or higher than this many times its other side. */
const MAX_ASPECT = 4;

/** One line of a track: a frame, or the time of a frame in which nobody was found. */
export type TrackEntry = PoseFrame | { at: number; keypoints: [] };

export interface TrackReader {
  /**
   * Takes the next line; gives the frames that are certain by now: the first ones wait until the unit of the times is known, and
   * each waits for the one that follows. @throws TrackError
   */
  read(text: string): TrackEntry[];
  /** There are no more lines: gives the frames that waited. @throws TrackError */
  end(): TrackEntry[];
  /** What was read otherwise than it stands, one sentence each, for people; complete after the end. */
  notes(): string[];
}

/** What waits for its time. */
type Waiting = Omit<PoseFrame, 'at'> | { keypoints: [] };

interface Header {
  named: NamedPoints;
  aspect: number;
  points: PointReader;
  notes: string[];
}

export function createTrackReader(): TrackReader {
  let line = 0;
  let header: Header | undefined;
  const times = createTimeReader<Waiting>();

  function parse<T>(schema: z.ZodType<T>, text: string): T {
    let value: unknown;
    try {
      value = JSON.parse(text.trim());
    } catch (error) {
      const [, odd] = NOT_A_NUMBER.exec(text) ?? [];
      const mend = odd ? `; ${odd} is no number in JSON, write a point that was not found as [0, 0, 0]` : '';
      throw new TrackError(line, `not JSON (${error instanceof Error ? error.message : error})${mend}`);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    const mend = MENDS[String(issue?.path[0])];
    throw new TrackError(line, `${path}${issue?.message ?? 'not a frame'}${mend ? `; ${mend}` : ''}`);
  }

  function begin(text: string): Header {
    const { width, height, names } = parse(headerSchema, text);
    const aspect = width / height;
    if (aspect > MAX_ASPECT || aspect < 1 / MAX_ASPECT)
      throw new TrackError(line, `width, height: no picture is ${width} x ${height}; ${SIZE}`);
    const named = pointsNamed(line, names);
    const notes = named.note ? [named.note] : [];
    if (width === height && width <= 2)
      notes.push(`the picture is said to be ${width} x ${height}: read as square; if it is not, angles are wrong`);
    return { named, aspect, points: createPointReader(named, { width, height }), notes };
  }

  const entryOf = ({ at, what }: Placed<Waiting>): TrackEntry => ({ at, ...what });

  return {
    read(text) {
      line++;
      // Editors on Windows put a byte order mark before the first line; trimming takes it away.
      if (text.trim() === '') return [];
      if (!header) {
        header = begin(text);
        return [];
      }
      const { t, k } = parse(lineSchema, text);
      const { named, aspect, points } = header;
      const waiting: Waiting =
        k.length === 0 ? { keypoints: [] } : { layout: named.layout, aspect, keypoints: points.read(line, k) };
      return times.read(line, t, waiting).map(entryOf);
    },
    end() {
      header?.points.end();
      return times.end().map(entryOf);
    },
    notes: () => [...(header?.notes ?? []), ...(header?.points.notes() ?? []), ...times.notes()],
  };
}

/** All of a track from its lines. @throws TrackError */
export function* readTrack(lines: Iterable<string>, reader = createTrackReader()): Generator<TrackEntry> {
  for (const line of lines) yield* reader.read(line);
  yield* reader.end();
}

/** The lines of a track of these frames, header first. */
export function* trackLines(frames: Iterable<PoseFrame>, height: number): Generator<string> {
  let first = true;
  for (const frame of frames) {
    if (first) {
      const { layout, aspect } = frame;
      yield trackHeader(layout, { width: Math.round(aspect * height), height });
      first = false;
    }
    yield frameLine(frame);
  }
}

/** The first line of a track. `more` is kept beside what the format asks for, and passed over by readers. */
export function trackHeader(
  layout: PoseLayout,
  { width, height }: { width: number; height: number },
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ sideline: 'keypoints/1', width, height, names: LAYOUTS[layout].names, ...more });
}

/** A frame's line. */
export function frameLine({ at, keypoints }: Pick<PoseFrame, 'at' | 'keypoints'>): string {
  const k = keypoints.map(({ x, y, score, z: depth }) =>
    [x, y, score, ...(depth === undefined ? [] : [depth])].map((value) => Math.round(value * 1e5) / 1e5),
  );
  return JSON.stringify({ t: Math.round(at * 1000) / 1000, k });
}
