/** Keypoint tracks to try a definition on: performed by the synthetic athlete, or read from a file. */
import { anAthlete, type CameraView, disturb, MOVES, type MoveName } from '../../shared/athlete/index.ts';
import { createTrackReader, type TrackEntry } from '../../shared/coaching/index.ts';
import { type Pace, paced } from './pace.ts';

export interface Recording {
  name: string;
  /** In order of time; never empty. */
  entries: readonly TrackEntry[];
  /** What was read otherwise than it stands in the file, one sentence each. */
  notes: readonly string[];
  /** Whether the synthetic athlete made it, whose figure can be drawn under its skeleton. */
  synthetic: boolean;
}

export interface Performance {
  move: MoveName;
  view: CameraView;
  /** Seconds from one repetition to the next, or of a hold. */
  tempo: number;
  /** Faults in every second repetition or hold, by the rule's id. */
  faults: readonly string[];
}

const REPS = 6;
const HOLDS = 2;
/** Long enough for the first hold to be over. */
const HOLD_REST_SECONDS = 8;
/** How long people are watched who do nothing that repeats, s. */
const IDLE_SECONDS = 20;
const FRAME_MS = 50;
/** As much as a good pose model trembles, in heights of the picture. */
const NOISE = 0.003;
const RANGE_AND_TEMPO_FAULTS = ['shallow', 'no-lock-out', 'hurried', 'hurried-back'];

export const isMove = (name: string): name is MoveName => Object.hasOwn(MOVES, name);

/** The faults that a move can show. */
export function faultsOf(name: MoveName): readonly string[] {
  const { faults, kind = 'way' } = moveOf(name);
  return kind === 'way' ? [...new Set([...faults, ...RANGE_AND_TEMPO_FAULTS])] : faults;
}

const moveOf = (name: MoveName): { kind?: string; faults: readonly string[] } => MOVES[name];
export const isHold = (name: MoveName) => moveOf(name).kind === 'hold';

export function perform({ move, view, tempo, faults }: Performance): Recording {
  const count = isHold(move) ? HOLDS : REPS;
  const athlete = anAthlete({
    activity: move,
    view,
    tempo,
    plan: Array.from({ length: count }, (_, index) => ({
      kind: 'repetition',
      faults: index % 2 === 1 ? faults : [],
      ...(isHold(move) && index > 0 && { rest: HOLD_REST_SECONDS }),
    })),
  });
  const until = moveOf(move).kind === 'idle' ? IDLE_SECONDS * 1_000 : athlete.duration;
  const entries: TrackEntry[] = [];
  for (let at = 0; at <= until; at += FRAME_MS) {
    const frame = disturb(athlete.poseAt(at), { seed: 1, noise: NOISE });
    if (frame) entries.push(frame);
  }
  return { name: 'synthetic athlete', entries, notes: [], synthetic: true };
}

/** Larger files are no recordings of a training. */
const MAX_BYTES = 200_000_000;
/** An hour at 30 frames a second: all of it is held in the page, for the player. */
const MAX_FRAMES = 108_000;

/** A file that is no track to try anything on; the message says why, for people. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/**
 * Reads a keypoint track without holding up the page.
 * @throws TrackError for a line that is no frame, RecordingError for a file without frames or too large, and `pace`'s reason to stop
 */
export async function readRecording(file: File, pace: Pace): Promise<Recording> {
  if (file.size > MAX_BYTES) throw new RecordingError(`The file has more than ${MAX_BYTES / 1e6} MB.`);
  const reader = createTrackReader();
  const entries: TrackEntry[] = [];
  for await (const line of paced(linesOf(await file.text()), pace)) {
    entries.push(...reader.read(line));
    if (entries.length > MAX_FRAMES)
      throw new RecordingError(
        `The file has more than ${MAX_FRAMES} frames, an hour at 30 a second; “sideline track” reads longer ones.`,
      );
  }
  entries.push(...reader.end());
  if (entries.length === 0) throw new RecordingError('There are no frames in this file.');
  return { name: file.name, entries, notes: reader.notes(), synthetic: false };
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, text[to - 1] === '\r' ? to - 1 : to);
    from = to + 1;
  }
}
