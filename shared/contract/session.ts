/**
 * A live session as everyone in it sees it: the numbered events that change it, and the state they add up to. Server and
 * client fold events with the same `applyEvent`, so a snapshot and the events after it always agree.
 */
import { z } from 'zod';
import { type Activity, activitySchema, type Language, languageSchema } from '../coaching/index.ts';
import {
  type AthleteState,
  applyToAthlete,
  athleteChangeSchema,
  athleteStateSchema,
  type Frozen,
  livened,
  newAthleteState,
} from './athlete-state.ts';
import { boardFill } from './board.ts';
import { liveReviewSchema, reviewDrawingSchema, shownReview } from './live-review.ts';
import { mediaKindSchema, mediaSourceSchema } from './media.ts';
import { applyToRecording, type RecordingState, recordingChanges, recordingSchema } from './recording.ts';
import { roleSchema } from './roles.ts';

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
  ...athleteChangeSchema.options,
  ...recordingChanges,
  /** A coach shows a recording in place of the call, or has moved its playhead; it ends with that coach's leaving. */
  z.object({ type: z.literal('review-shown'), review: liveReviewSchema.omit({ drawing: true }) }),
  /** What is drawn over the recording, in place of what was. */
  z.object({ type: z.literal('review-drawn'), drawing: reviewDrawingSchema }),
  z.object({ type: z.literal('review-closed') }),
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

/** By how much a client's clock may be ahead of the server's, ms. */
export const CLOCKS_APART_MS = 500;

/** A frame that is frozen can be no older than this, ms: a slow way there and back, and a decoder that buffers. */
export const OLDEST_FREEZE_MS = 5_000;

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
  recording: recordingSchema,
  /** The recording that is looked at together; absent while the live picture is. */
  review: liveReviewSchema.optional(),
  /**
   * By participant id: all who have been athletes here, also those who are away. The one who came last stands last.
   */
  athletes: z.record(z.uuid(), athleteStateSchema),
});
export type SessionState = z.infer<typeof sessionStateSchema>;

const bytesSchema = z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]);

/**
 * The state as it is sent: JSON in UTF-8, which the server makes once for each state and shares between all who are sent it.
 * Browsers deliver an ArrayBuffer, Node a Buffer.
 */
export const snapshotSchema = bytesSchema
  .transform((bytes, context): unknown => {
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      context.addIssue({ code: 'custom', message: 'a snapshot is JSON' });
      return z.NEVER;
    }
  })
  .pipe(sessionStateSchema);

/** State of a session that has just begun. */
export function newSessionState(
  id: string,
  definition: Activity,
  startedAt: number,
  language: Language = 'en',
  recording: Exclude<RecordingState, 'paused'> = 'off',
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
    recording: { state: recording, since: 0, refusedBy: [] },
    athletes: {},
  };
}

/** The state after `event`; the old state is left as it is. Events must come in order of `seq`. */
export function applyEvent(state: SessionState, event: SessionEvent): SessionState {
  return { ...state, ...changed(state, event), seq: event.seq };
}

function changed(state: SessionState, { at, change }: SessionEvent): Partial<SessionState> {
  switch (change.type) {
    case 'participant-joined':
      return {
        participants: [...state.participants.filter(({ id }) => id !== change.participant.id), change.participant],
        ...(change.participant.role === 'athlete' && { athletes: withAthlete(state, change.participant.id) }),
      };
    case 'participant-connection':
      return {
        ...(!change.connected && { athletes: released(state, ({ by }) => by === change.participantId) }),
        participants: state.participants.map((participant) =>
          participant.id === change.participantId ? { ...participant, connected: change.connected } : participant,
        ),
      };
    case 'participant-left':
      return {
        athletes: released(state, ({ by }) => by === change.participantId),
        ...(state.review?.by === change.participantId && { review: undefined }),
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
      return {
        mediaGeneration: change.generation,
        athletes: released(state),
        participants: withProducers(state, () => []),
      };
    case 'recording-health':
      return { keeping: change.keeping };
    case 'recording-changed':
    case 'recording-refused':
      return { recording: applyToRecording(state.recording, change, at) };
    case 'review-shown':
      return { athletes: released(state), review: shownReview(state.review, change.review) };
    case 'review-drawn':
      return state.review ? { review: { ...state.review, drawing: change.drawing } } : {};
    case 'review-closed':
      return { review: undefined };
    case 'session-ended':
      return {
        ...{ status: change.status, athletes: released(state), review: undefined },
        ...{ participants: [], spectators: 0 },
      };
    default: {
      const athlete = state.athletes[change.athleteId];
      if (!athlete) return {};
      const athletes = { ...state.athletes, [change.athleteId]: applyToAthlete(athlete, change) };
      const draws = change.type === 'stroke-begun' || change.type === 'stroke-drawn';
      return { athletes: draws ? withinAllBounds(athletes, change.athleteId) : athletes };
    }
  }
}

type Athletes = SessionState['athletes'];

/** Whoever comes (again) stands last, with what was theirs before. */
function withAthlete({ athletes }: SessionState, id: string): Athletes {
  const { [id]: known = newAthleteState(Object.keys(athletes).length), ...others } = athletes;
  return { ...others, [id]: known };
}

/** All boards together keep what one may: the ink over others goes first, whose turn is longest ago. */
function withinAllBounds(athletes: Athletes, drawnOn: string): Athletes {
  const bounded = { ...athletes };
  for (const [id, athlete] of Object.entries(athletes)) {
    if (boardFill(Object.values(bounded).flatMap(({ board }) => board)) <= 1) break;
    if (id !== drawnOn) bounded[id] = { ...athlete, board: [] };
  }
  return bounded;
}

/** Pictures go on; nobody is left with a still one or a replay by somebody who is gone. */
function released({ athletes }: SessionState, fits: (held: Pick<Frozen, 'by'>) => boolean = () => true): Athletes {
  return mapped(athletes, (athlete) => livened(athlete, fits));
}

/** The same object where nothing changes, so that nothing is shown anew. */
function mapped(athletes: Athletes, update: (athlete: AthleteState) => AthleteState): Athletes {
  const entries = Object.entries(athletes).map(([id, athlete]) => [id, update(athlete)] as const);
  return entries.every(([id, athlete]) => athletes[id] === athlete) ? athletes : Object.fromEntries(entries);
}

function withProducers(state: SessionState, update: (producers: ProducerInfo[]) => ProducerInfo[]): Participant[] {
  return state.participants.map((participant) => ({ ...participant, producers: update(participant.producers) }));
}
