/**
 * A live session as everyone in it sees it: the numbered events that change it, and the state they add up to. Server and
 * client fold events with the same `applyEvent`, so a snapshot and the events after it always agree.
 */
import { z } from 'zod';
import {
  type Activity,
  activitySchema,
  type CoachingEvent,
  coachingEventSchema,
  correctionSchema,
  type Language,
  languageSchema,
} from '../coaching/index.ts';
import { redraw, strokeDrawSchema, strokeIdSchema, strokeSchema, withinBounds } from './board.ts';
import { mediaKindSchema, mediaSourceSchema } from './media.ts';
import { roleSchema } from './roles.ts';

/** The most feedback entries that the state keeps; the record keeps all of them. */
export const MAX_FEEDBACK = 200;

/** The most corrections that the state keeps. */
export const MAX_CORRECTIONS = 1_000;

export const producerInfoSchema = z.object({
  id: z.uuid(),
  kind: mediaKindSchema,
  source: mediaSourceSchema,
  paused: z.boolean(),
});
export type ProducerInfo = z.infer<typeof producerInfoSchema>;

/** An athlete or a coach. Spectators are counted, not listed. */
export const participantSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  role: roleSchema.exclude(['spectator']),
  connected: z.boolean(),
  producers: z.array(producerInfoSchema),
});
export type Participant = z.infer<typeof participantSchema>;

export const sessionStatusSchema = z.enum(['live', 'ended', 'interrupted']);
export type SessionStatus = z.infer<typeof sessionStatusSchema>;

/** A picture that stands still for everyone. */
export const frozenSchema = z.object({
  /** The coach who froze it. */
  by: z.uuid(),
  /** Media time of the frame on show, ms of the session. */
  at: z.number().nonnegative(),
});
export type Frozen = z.infer<typeof frozenSchema>;

export const sessionChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('participant-joined'), participant: participantSchema }),
  z.object({ type: z.literal('participant-connection'), participantId: z.uuid(), connected: z.boolean() }),
  z.object({ type: z.literal('participant-left'), participantId: z.uuid() }),
  z.object({ type: z.literal('spectators'), count: z.int().nonnegative() }),
  z.object({ type: z.literal('producer-added'), participantId: z.uuid(), producer: producerInfoSchema }),
  z.object({ type: z.literal('producer-paused'), producerId: z.uuid(), paused: z.boolean() }),
  z.object({ type: z.literal('producer-removed'), producerId: z.uuid() }),
  /** The media worker was replaced: every transport is gone, clients build theirs again. */
  z.object({ type: z.literal('media-restarted'), generation: z.int().positive() }),
  /**
   * How the athlete's clock reads on the frames that are analysed: what to add to the RTP timestamp of a pose to get the time
   * of capture, in ticks of 90 kHz since the epoch; both modulo 2^32. Absent while the sender does not tell.
   */
  z.object({ type: z.literal('frame-clock'), captureOffset: z.int().nonnegative().optional() }),
  /** A coach has stopped everyone's picture at a media time; it is released by a coach, or when this one is gone. */
  z.object({ type: z.literal('frozen'), ...frozenSchema.shape }),
  z.object({ type: z.literal('released') }),
  z.object({ type: z.literal('stroke-begun'), stroke: strokeSchema }),
  z.object({ type: z.literal('stroke-drawn'), ...strokeDrawSchema.shape }),
  z.object({ type: z.literal('stroke-ended'), id: strokeIdSchema }),
  z.object({ type: z.literal('stroke-removed'), id: strokeIdSchema }),
  /** With an author, only that person's ink goes. */
  z.object({ type: z.literal('board-cleared'), authorId: z.uuid().optional() }),
  z.object({ type: z.literal('coaching'), event: coachingEventSchema }),
  /** A coach's word against the machine's; it stands beside the count, never over it. */
  z.object({ type: z.literal('corrected'), correction: correctionSchema }),
  /** The database takes no writes (or takes them again): the session goes on, its record has to wait. */
  z.object({ type: z.literal('recording-health'), keeping: z.boolean() }),
  z.object({ type: z.literal('session-ended'), status: sessionStatusSchema.exclude(['live']) }),
]);
export type SessionChange = z.infer<typeof sessionChangeSchema>;

/** A change with its place in the session: `seq` counts from 1 without gaps, `at` is ms since the session's start. */
export const sessionEventSchema = z.object({
  seq: z.int().positive(),
  at: z.number().nonnegative(),
  change: sessionChangeSchema,
});
export type SessionEvent = z.infer<typeof sessionEventSchema>;

export const sessionStateSchema = z.object({
  id: z.uuid(),
  activity: z.string(),
  /** What the athlete is judged by. */
  definition: activitySchema,
  /** What cues are written and spoken in. */
  language: languageSchema,
  status: sessionStatusSchema,
  /** Wall clock of the session's start, ms since the epoch. */
  startedAt: z.number(),
  /** Number of the last event that is part of this state. */
  seq: z.int().nonnegative(),
  participants: z.array(participantSchema),
  spectators: z.int().nonnegative(),
  mediaGeneration: z.int().positive(),
  keeping: z.boolean(),
  /** See the change `frame-clock`. */
  frameClock: z.int().nonnegative().optional(),
  /** Absent while the picture is live. */
  frozen: frozenSchema.optional(),
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
export type SessionState = z.infer<typeof sessionStateSchema>;

/** What stands in the feedback list; phases and progress ticks come too often to be read there. */
export const LISTED_FEEDBACK: ReadonlySet<CoachingEvent['type']> = new Set(['repetition', 'attempt', 'fault', 'cue']);

/** State of a session that has just begun. */
export function newSessionState(
  id: string,
  definition: Activity,
  startedAt: number,
  language: Language = 'en',
): SessionState {
  return {
    id,
    activity: definition.id,
    definition,
    language,
    status: 'live',
    startedAt,
    seq: 0,
    participants: [],
    spectators: 0,
    mediaGeneration: 1,
    keeping: true,
    board: [],
    reps: 0,
    attempts: 0,
    corrections: [],
    feedback: [],
  };
}

/** The state after `event`; the old state is left as it is. Events must come in order of `seq`. */
export function applyEvent(state: SessionState, event: SessionEvent): SessionState {
  return { ...state, ...changed(state, event.change), seq: event.seq };
}

function changed(state: SessionState, change: SessionChange): Partial<SessionState> {
  switch (change.type) {
    case 'participant-joined':
      return {
        participants: [...state.participants.filter(({ id }) => id !== change.participant.id), change.participant],
      };
    case 'participant-connection':
      return {
        ...(!change.connected && thawed(state, change.participantId)),
        participants: state.participants.map((participant) =>
          participant.id === change.participantId ? { ...participant, connected: change.connected } : participant,
        ),
      };
    case 'participant-left':
      return {
        ...thawed(state, change.participantId),
        participants: state.participants.filter(({ id }) => id !== change.participantId),
      };
    case 'spectators':
      return { spectators: change.count };
    case 'producer-added':
      return {
        participants: state.participants.map((participant) =>
          participant.id === change.participantId
            ? { ...participant, producers: [...participant.producers, change.producer] }
            : participant,
        ),
      };
    case 'producer-paused':
      return {
        participants: withProducers(state, (producers) =>
          producers.map((producer) =>
            producer.id === change.producerId ? { ...producer, paused: change.paused } : producer,
          ),
        ),
      };
    case 'producer-removed':
      return {
        participants: withProducers(state, (producers) => producers.filter(({ id }) => id !== change.producerId)),
      };
    case 'media-restarted':
      return { mediaGeneration: change.generation, frozen: undefined, participants: withProducers(state, () => []) };
    case 'frozen':
      return { frozen: { by: change.by, at: change.at } };
    case 'released':
      return { frozen: undefined };
    case 'frame-clock':
      return { frameClock: change.captureOffset };
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
      return { board: change.authorId ? state.board.filter(({ authorId }) => authorId !== change.authorId) : [] };
    case 'coaching':
      return coached(state, change.event);
    case 'corrected':
      return { corrections: [...state.corrections, change.correction].slice(-MAX_CORRECTIONS) };
    case 'recording-health':
      return { keeping: change.keeping };
    case 'session-ended':
      return { status: change.status, participants: [], spectators: 0, frozen: undefined };
  }
}

/** Nobody is left with a still picture by somebody who is gone. */
const thawed = ({ frozen }: SessionState, participantId: string): Partial<SessionState> =>
  frozen?.by === participantId ? { frozen: undefined } : {};

function coached(state: SessionState, event: CoachingEvent): Partial<SessionState> {
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

function withProducers(state: SessionState, update: (producers: ProducerInfo[]) => ProducerInfo[]): Participant[] {
  return state.participants.map((participant) => ({ ...participant, producers: update(participant.producers) }));
}
