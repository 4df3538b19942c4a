/**
 * What belongs to one athlete in a session: the count, the feedback, the ink over their picture. Each athlete has their own, by
 * participant id, and keeps it while they are away.
 */
import { z } from 'zod';
import { type CoachingEvent, coachingEventSchema, correctionSchema } from '../coaching/index.ts';
import { analysisObstacleSchema } from './analysis-obstacle.ts';
import {
  inkedPictureSchema,
  liesOver,
  redraw,
  type Stroke,
  strokeDrawSchema,
  strokeIdSchema,
  strokeSchema,
  withinBounds,
} from './board.ts';
import { replaySchema } from './replay.ts';

/** The most feedback entries that the state keeps of an athlete; the record keeps all of them. */
export const MAX_FEEDBACK = 200;

/** The most corrections that the state keeps of an athlete. */
export const MAX_CORRECTIONS = 1_000;

/** The most athletes that can take turns in one session: everyone who joins is sent what belongs to all of them. */
export const MAX_ATHLETES = 16;

/** A picture that stands still for everyone. */
export const frozenSchema = z.object({
  /** The coach who froze it. */
  by: z.uuid(),
  /** Media time of the frame on show, ms of the session. */
  at: z.number().nonnegative(),
});
export type Frozen = z.infer<typeof frozenSchema>;

/** Whose state a change is part of. */
const athleteId = z.uuid();

const ofAthlete = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), athleteId, ...shape });

/** A change that concerns one athlete. */
export const athleteChangeSchema = z.discriminatedUnion('type', [
  /**
   * How the athlete's clock reads on the frames that are analysed: what to add to the RTP timestamp of a pose to get the time
   * of capture, in ticks of 90 kHz since the epoch; both modulo 2^32. Absent while the sender does not say.
   */
  ofAthlete('frame-clock', { captureOffset: z.int().nonnegative().optional() }),
  /** Why the athlete is not analysed although their camera is on; without an obstacle, they are again, or it is off. */
  ofAthlete('analysis-obstacle', { obstacle: analysisObstacleSchema.optional() }),
  /** A coach has stopped the picture for everyone at a media time; it is released by a coach, or when this one is gone. */
  ofAthlete('frozen', frozenSchema.shape),
  ofAthlete('released', {}),
  /** A coach plays the last seconds for everyone, or has moved the playhead; it ends as freezing does, and a freeze ends with it. */
  ofAthlete('replayed', replaySchema.shape),
  ofAthlete('replay-closed', {}),
  ofAthlete('stroke-begun', { stroke: strokeSchema }),
  ofAthlete('stroke-drawn', strokeDrawSchema.shape),
  ofAthlete('stroke-ended', { id: strokeIdSchema }),
  ofAthlete('stroke-removed', { id: strokeIdSchema }),
  /** With an author, only that person's ink goes; with a picture, only what lies over that. */
  ofAthlete('board-cleared', { authorId: z.uuid().optional(), over: inkedPictureSchema.optional() }),
  ofAthlete('coaching', { event: coachingEventSchema }),
  /** A coach's word against the machine's; it stands beside the count, never over it. */
  ofAthlete('corrected', { correction: correctionSchema }),
]);
export type AthleteChange = z.infer<typeof athleteChangeSchema>;

export const athleteStateSchema = z.object({
  /** Counts the session's athletes from 0, in the order in which they first came; pose packets name the athlete by it. */
  number: z
    .int()
    .min(0)
    .max(MAX_ATHLETES - 1),
  /** See the change `frame-clock`. */
  frameClock: z.int().nonnegative().optional(),
  /** What keeps the athlete from being analysed; absent while nothing does. */
  analysisObstacle: analysisObstacleSchema.optional(),
  /** Absent while the picture is live. */
  frozen: frozenSchema.optional(),
  /** Absent while nothing is replayed. */
  replay: replaySchema.optional(),
  board: z.array(strokeSchema),
  reps: z.int().nonnegative(),
  attempts: z.int().nonnegative(),
  /** The coaches' corrections, oldest first. */
  corrections: z.array(correctionSchema),
  phase: z.string().optional(),
  /** Whether enough of the athlete is in the picture to be judged; absent before the first frame. */
  visibility: coachingEventSchema.optional(),
  /** How well the activity can be judged from where the camera stands. */
  view: coachingEventSchema.optional(),
  /** The hold that is being timed, or was last. */
  hold: coachingEventSchema.optional(),
  /** The cue on show. */
  cue: coachingEventSchema.optional(),
  /** Repetitions, attempts, faults and cues, newest last. */
  feedback: z.array(coachingEventSchema),
});
export type AthleteState = z.infer<typeof athleteStateSchema>;

/** What stands in the feedback list; phases and progress ticks come too often to be read there. */
export const LISTED_FEEDBACK: ReadonlySet<CoachingEvent['type']> = new Set(['repetition', 'attempt', 'fault', 'cue']);

/** State of an athlete who has just come for the first time. */
export function newAthleteState(number: number): AthleteState {
  return { number, board: [], reps: 0, attempts: 0, corrections: [], feedback: [] };
}

/** The athlete's state after a change that concerns them; the old state is left as it is. */
export function applyToAthlete(state: AthleteState, change: AthleteChange): AthleteState {
  return { ...state, ...changed(state, change) };
}

/** The picture is live again if it stands still or is replayed, and whoever did that `fits`. */
export function livened(state: AthleteState, fits: (held: Pick<Frozen, 'by'>) => boolean): AthleteState {
  const thawed = state.frozen && fits(state.frozen) ? { ...state, frozen: undefined } : state;
  return thawed.replay && !fits(thawed.replay) ? thawed : withoutReplay(thawed);
}

/** Nothing is replayed any more, and what was drawn on a replay is gone. The same object where nothing changes. */
function withoutReplay(state: AthleteState): AthleteState {
  const board = state.board.filter(({ replayed }) => !replayed);
  if (!state.replay && board.length === state.board.length) return state;
  return { ...state, replay: undefined, board };
}

function changed(state: AthleteState, change: AthleteChange): Partial<AthleteState> {
  switch (change.type) {
    case 'frame-clock':
      return { frameClock: change.captureOffset };
    case 'analysis-obstacle':
      return { analysisObstacle: change.obstacle };
    case 'frozen':
      return { frozen: { by: change.by, at: change.at } };
    case 'released':
      return { frozen: undefined };
    case 'replayed': {
      const { by, from, to, at, rate, since } = change;
      return { frozen: undefined, replay: { by, from, to, at, rate, since } };
    }
    case 'replay-closed':
      return withoutReplay(state);
    case 'stroke-begun':
      return { board: withinBounds([...state.board, change.stroke]) };
    case 'stroke-drawn':
      return {
        board: withinBounds(
          state.board.map((stroke) => (stroke.id === change.id ? (redraw(stroke, change) ?? stroke) : stroke)),
        ),
      };
    case 'stroke-ended':
      return {
        board: state.board.map((stroke) => (stroke.id === change.id ? { ...stroke, finished: true } : stroke)),
      };
    case 'stroke-removed':
      return { board: state.board.filter(({ id }) => id !== change.id) };
    case 'board-cleared':
      return { board: state.board.filter((stroke) => !isCleared(stroke, change)) };
    case 'coaching':
      return coached(state, change.event);
    case 'corrected':
      return { corrections: [...state.corrections, change.correction].slice(-MAX_CORRECTIONS) };
  }
}

/** Whether clearing a board takes this stroke away. */
export const isCleared = (
  stroke: Pick<Stroke, 'authorId' | 'replayed'>,
  { authorId, over }: Pick<Extract<AthleteChange, { type: 'board-cleared' }>, 'authorId' | 'over'>,
): boolean => (authorId ?? stroke.authorId) === stroke.authorId && liesOver(stroke, over);

function coached(state: AthleteState, event: CoachingEvent): Partial<AthleteState> {
  return {
    ...(LISTED_FEEDBACK.has(event.type) && { feedback: [...state.feedback, event].slice(-MAX_FEEDBACK) }),
    ...(event.type === 'repetition' && { reps: state.reps + 1 }),
    ...(event.type === 'attempt' && { attempts: state.attempts + 1 }),
    ...(event.type === 'phase' && { phase: event.phase }),
    ...(event.type === 'visibility' && { visibility: event }),
    ...(event.type === 'view' && { view: event }),
    ...(event.type === 'hold' && { hold: event }),
    ...(event.type === 'cue' && { cue: event }),
  };
}
