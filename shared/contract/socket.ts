/**
 * The one table of Socket.IO messages. Requests go from client to server and are always answered by an ack; handlers on
 * the server and calls in the client take their types from here, and payloads are parsed on arrival.
 */
import { z } from 'zod';
import { correctionRequestSchema } from '../coaching/index.ts';
import { frozenSchema } from './athlete-state.ts';
import { inkedPictureSchema, pointSchema, strokeBeginSchema, strokeDrawSchema, strokeIdSchema } from './board.ts';
import { type Change, changeTopicSchema } from './changes.ts';
import { errorCodeSchema } from './errors.ts';
import { type LatencyUpdate, MAX_REPORTED_FRAMES, seenFrameSchema } from './latency.ts';
import {
  type ReviewPointer,
  reviewDrawingSchema,
  reviewPointSchema,
  reviewViewSchema,
  reviewWishSchema,
} from './live-review.ts';
import {
  dtlsParametersSchema,
  iceParametersSchema,
  iceServerSchema,
  mediaKindSchema,
  mediaSourceSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  transportOptionsSchema,
} from './media.ts';
import { playheadSchema } from './replay.ts';
import { actionSchema, roleSchema } from './roles.ts';
import { type SessionEvent, snapshotSchema } from './session.ts';

const nothing = z.object({});
const id = z.uuid();
/** Whose picture, count or board it is about: their participant id. */
const athleteId = id;

/** Largest message that a client may send, in bytes; Socket.IO ends a connection that sends more. */
export const MAX_MESSAGE_BYTES = 100_000;

/** The longest a client waits for an ack, in ms. */
export const ACK_TIMEOUT_MS = 10_000;

const request = <Q extends z.ZodType, R extends z.ZodType>(payload: Q, reply: R) => ({ payload, reply });

export const REQUESTS = {
  /** Takes a place in a session. First of all requests; again after every reconnect. */
  'session:join': request(
    z.object({
      sessionId: id,
      invitation: z.string().max(2_000).optional(),
      /** Nothing of the caller is recorded, from the first moment on; left out, it is as it was decided before. */
      refusesRecording: z.boolean().optional(),
    }),
    z.object({
      participantId: id,
      role: roleSchema,
      may: z.array(actionSchema),
      state: snapshotSchema,
    }),
  ),
  /**
   * A newer token of the same sign-in, before the one runs out that the connection was made with: the connection ends then. Answered
   * with how long the new one is good for, ms.
   */
  'sign-in:renew': request(z.object({ token: z.string().min(1).max(4_000) }), z.object({ goodForMs: z.number() })),
  /**
   * Begins or ends being sent `change` of this topic; needs no place in a session. Acked once it is found out that the caller may read
   * the session, and `not_found` otherwise; a right that ends later ends it.
   */
  'changes:watch': request(z.object({ topic: changeTopicSchema, watching: z.boolean() }), nothing),
  /** The whole state again, for a client that missed an event. */
  'session:snapshot': request(nothing, snapshotSchema),
  'session:leave': request(nothing, nothing),
  'session:end': request(nothing, nothing),

  /**
   * The server's time, for a client that reckons how far its clock is from the server's; both in ms since the epoch. The
   * client sends what it knows so far: what to add to its own clock, and by how much that may be wrong.
   */
  'clock:read': request(
    z.object({
      known: z.object({ offsetMs: z.number(), errorMs: z.number().nonnegative() }).exactOptional(),
    }),
    z.object({ now: z.number() }),
  ),

  /** What the session's router can do. `generation` shows whether older transports are still alive. */
  'media:open': request(
    nothing,
    z.object({
      generation: z.int().positive(),
      routerRtpCapabilities: rtpCapabilitiesSchema,
      iceServers: z.array(iceServerSchema),
    }),
  ),
  'transport:create': request(z.object({ direction: z.enum(['send', 'receive']) }), transportOptionsSchema),
  'transport:connect': request(z.object({ transportId: id, dtlsParameters: dtlsParametersSchema }), nothing),
  'transport:restart-ice': request(z.object({ transportId: id }), z.object({ iceParameters: iceParametersSchema })),

  'producer:create': request(
    z.object({
      transportId: id,
      kind: mediaKindSchema,
      source: mediaSourceSchema,
      rtpParameters: rtpParametersSchema,
    }),
    z.object({ producerId: id }),
  ),
  'producer:pause': request(z.object({ producerId: id, paused: z.boolean() }), nothing),
  'producer:close': request(z.object({ producerId: id }), nothing),

  /** Created paused; `consumer:resume` starts it when the client is ready, so that no key frame is lost. */
  'consumer:create': request(
    z.object({ transportId: id, producerId: id, rtpCapabilities: rtpCapabilitiesSchema }),
    z.object({ consumerId: id, kind: mediaKindSchema, rtpParameters: rtpParametersSchema }),
  ),
  'consumer:resume': request(z.object({ consumerId: id }), nothing),
  'consumer:prefer': request(
    z.object({
      consumerId: id,
      spatialLayer: z.int().min(0).max(3),
      temporalLayer: z.int().min(0).max(3).exactOptional(),
    }),
    nothing,
  ),
  'consumer:close': request(z.object({ consumerId: id }), nothing),

  /** Stops the athlete's picture for everyone at a media time of the last seconds, ms of the session; lets it go on. */
  'picture:freeze': request(z.object({ athleteId, at: frozenSchema.shape.at }), nothing),
  'picture:release': request(z.object({ athleteId }), nothing),

  /** Plays a part of the last seconds for everyone; moves the playhead of what the caller plays; makes the picture live again. */
  'replay:show': request(z.object({ athleteId, playhead: playheadSchema }), nothing),
  'replay:move': request(z.object({ athleteId, playhead: playheadSchema }), nothing),
  'replay:close': request(z.object({ athleteId }), nothing),

  /**
   * Shows everyone a recording that the caller may read; `not_found` where that is not so, or nothing of it was recorded. Nobody gets a
   * right to read it by that.
   */
  'review:show': request(reviewWishSchema, nothing),
  /** Moves the playhead of what the caller shows, and how it is looked at. */
  'review:move': request(reviewViewSchema, nothing),
  /** All that is drawn over what the caller shows, in place of what was. */
  'review:ink': request(reviewDrawingSchema, nothing),
  /** Points at something on the recording that is shown; kept nowhere. */
  'review:point': request(reviewPointSchema, nothing),
  'review:close': request(nothing, nothing),

  /** Acked once others have it; the finished stroke is kept by `stroke:end`. One that was drawn on a replay is taken while that is on show. */
  'stroke:begin': request(z.object({ athleteId, stroke: strokeBeginSchema }), nothing),
  'stroke:draw': request(strokeDrawSchema, nothing),
  /** Acked once the stroke is in the database. */
  'stroke:end': request(z.object({ id: strokeIdSchema }), nothing),
  /** Takes a stroke back that the caller is still drawing: a slip of the pen. Nothing of it is kept. */
  'stroke:cancel': request(z.object({ id: strokeIdSchema }), nothing),
  /** Takes back the caller's newest stroke on this board: that over the picture which the caller sees, or over either where none is named. */
  'board:undo': request(z.object({ athleteId, over: inkedPictureSchema.optional() }), nothing),
  'board:clear': request(
    z.object({ athleteId, scope: z.enum(['mine', 'all']), over: inkedPictureSchema.optional() }),
    nothing,
  ),

  /** Corrects the count, marks a repetition, or asks more or less of the athlete. Acked once it is in the database. */
  'coaching:correct': request(z.object({ athleteId, correction: correctionRequestSchema }), nothing),

  /** Begins or ends being sent `latency` of this athlete's frames. */
  'latency:watch': request(z.object({ athleteId, watching: z.boolean() }), nothing),
  /** Reports when frames' poses came and were drawn here; answered with how many of them could be true. */
  'latency:seen': request(
    z.object({ athleteId, frames: z.array(seenFrameSchema).min(1).max(MAX_REPORTED_FRAMES) }),
    z.object({ taken: z.int().min(0) }),
  ),

  /** The recording pauses, goes on, or ends for the rest of the session. Acked once it is in the database. */
  'recording:pause': request(nothing, nothing),
  'recording:resume': request(nothing, nothing),
  'recording:end': request(nothing, nothing),
  /** What the caller sends is not recorded from now on, or is again. Acked once it is in the database. */
  'recording:refuse': request(z.object({ refused: z.boolean() }), nothing),

  /** Whoever is at this point of the athlete's frame is this athlete. Acked once they are followed. */
  'athlete:pick': request(z.object({ athleteId, at: pointSchema }), nothing),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestPayload<N extends RequestName> = z.infer<(typeof REQUESTS)[N]['payload']>;
/** What the client makes of the answer. */
export type RequestReply<N extends RequestName> = z.infer<(typeof REQUESTS)[N]['reply']>;
/** What the server answers. */
export type RequestAnswer<N extends RequestName> = z.input<(typeof REQUESTS)[N]['reply']>;

/** The answer to a request of type `T`. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: SocketError };
export const socketErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  /** With `session_elsewhere`: the server to ask, one of those that the operator has named. */
  address: z.url({ protocol: /^https?$/ }).optional(),
});
export type SocketError = z.infer<typeof socketErrorSchema>;

export type ClientToServerEvents = {
  [N in RequestName]: (payload: RequestPayload<N>, ack: (answer: Ack<RequestAnswer<N>>) => void) => void;
};

export interface ServerToClientEvents {
  /** A numbered change of the session; reliable and in order. A gap in `seq` asks for `session:snapshot`. */
  'session:event': (event: SessionEvent) => void;
  /** Keypoints of one analysed frame (see pose-packet.ts); volatile: dropped rather than queued. */
  pose: (packet: Uint8Array) => void;
  /** How long frames take in each step, for those who asked by `latency:watch`; volatile. */
  latency: (update: LatencyUpdate) => void;
  /** Where somebody points at on the recording that is shown; volatile. */
  pointer: (pointer: ReviewPointer) => void;
  /** What to ask anew, for those who asked by `changes:watch`. */
  change: (change: Change) => void;
  /** The place was taken over by a newer connection of the same person; this one is closed. */
  'session:replaced': () => void;
  /** A message that had no callback to answer by. */
  'protocol:error': (error: SocketError) => void;
}

/** What a client gives on connecting. */
export const handshakeAuthSchema = z.object({ token: z.string().min(1).max(4_000) });
