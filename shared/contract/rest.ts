/** Bodies of the REST resources, in both directions. Times are ISO 8601 in UTC. */
import { z } from 'zod';
import {
  activityIdSchema,
  activitySchema,
  coachingEventSchema,
  languageSchema,
  localisedSchema,
  sessionSummarySchema,
} from '../coaching/index.ts';
import { textSchema } from '../text/well-formed.ts';
import { recordingSignSchema, recordingStateSchema } from './recording.ts';
import { roleSchema } from './roles.ts';
import { sessionStatusSchema } from './session.ts';

/** A person's name as others see it. */
export const personNameSchema = textSchema({ max: 60, missing: 'say who you are' });

export const userSchema = z.object({ id: z.uuid(), name: z.string() });
export type User = z.infer<typeof userSchema>;

/** Characters; NIST SP 800-63B asks for so many at least. */
export const SHORTEST_PASSWORD = 8;

/** `GET /api/sign-in`: where and how one signs in, by the protocol of Supabase Auth. */
export const signInOptionsSchema = z.object({
  /** Of GoTrue, or of this server's own part of it; its own is a path. */
  url: z.string(),
  /** The project's publishable key; null where none is needed. */
  key: z.string().nullable(),
  /** Whether links to sign in by are sent by mail. */
  sendsMail: z.boolean(),
  /** Names of the providers that one may sign in with, such as `google`. */
  providers: z.array(z.string()),
  /** Address of Realtime where it sends pages the changes of records; null where this server alone does. */
  realtime: z.string().nullable(),
});
export type SignInOptions = z.infer<typeof signInOptionsSchema>;

/** `POST /api/sessions`. The creator owns the session and takes the place named. */
export const createSessionSchema = z.object({
  activity: activityIdSchema,
  role: roleSchema.exclude(['spectator']).default('athlete'),
  /** Of the cues. */
  language: languageSchema.default('en'),
  /** Whether it is recorded; `off` is for good. */
  recording: recordingStateSchema.exclude(['paused']).default('on'),
});
export type CreateSession = z.input<typeof createSessionSchema>;
export type SessionWish = z.infer<typeof createSessionSchema>;

/** A call, or a film that was uploaded. */
export const sessionKindSchema = z.enum(['live', 'upload']);

/** A sheet of small pictures from left to right, then row by row. */
export const thumbnailSchema = z.object({
  /** Good for some minutes. */
  url: z.string(),
  /** Of one picture, px. */
  width: z.int().positive(),
  height: z.int().positive(),
  columns: z.int().positive(),
  count: z.int().positive(),
});

/** `GET /api/sessions`: which sessions are wanted, and from where on the list goes on. */
export const sessionQuerySchema = z.object({
  /** Those that began before this; the `createdAt` of the last line, for the next page. */
  before: z.iso.datetime().optional(),
  /** Those that began then or later. */
  since: z.iso.datetime().optional(),
  activity: activityIdSchema.optional(),
  kind: sessionKindSchema.optional(),
  /** A part of the name of somebody who was athlete or coach, in upper or lower case. */
  person: z.string().trim().max(60).optional(),
});
export type SessionQuery = z.infer<typeof sessionQuerySchema>;

/** One line of the sessions page. */
export const sessionListItemSchema = z.object({
  id: z.uuid(),
  activity: z.string(),
  activityName: localisedSchema,
  status: sessionStatusSchema,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Who takes or took part as athlete or coach. */
  people: z.array(z.object({ name: z.string(), role: roleSchema })),
  /** Of all athletes together. */
  reps: z.int().nonnegative(),
  /** Technique score 0..100, the mean of the athletes'; null when nothing was judged. */
  score: z.number().nullable(),
  kind: sessionKindSchema,
  /** A small picture of it, on a sheet of many; null where there is none (yet). */
  thumbnail: thumbnailSchema.nullable(),
});
export type SessionListItem = z.infer<typeof sessionListItemSchema>;

/** What a session came to for one of its athletes. */
export const athleteRecordSchema = z.object({
  /** Participant id, as in the session's events. */
  id: z.uuid(),
  name: z.string(),
  /** Null until the session is over, and where this version can't read what it was judged by. */
  summary: sessionSummarySchema.nullable(),
  feedback: z.array(coachingEventSchema),
});
export type AthleteRecord = z.infer<typeof athleteRecordSchema>;

/** Sessions in one answer of `GET /api/sessions`; a shorter answer is the last. */
export const SESSIONS_A_PAGE = 50;

/** `GET /api/sessions/:id`: the record of one session. */
export const sessionRecordSchema = sessionListItemSchema.extend({
  role: roleSchema,
  owned: z.boolean(),
  /** Whether who joins now is recorded; null once the session is over. */
  recording: recordingSignSchema.nullable(),
  /** What the session was judged by; null when this version can't read it any more. */
  definition: activitySchema.nullable(),
  /** All who were athletes, in the order in which they came. */
  athletes: z.array(athleteRecordSchema),
});
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

/** `GET /api/activities`. One's own are written by `POST`, `PUT` and `DELETE` of `/api/activities/:id`. */
export const activityListSchema = z.object({ builtIn: z.array(activitySchema), own: z.array(activitySchema) });
export type ActivityList = z.infer<typeof activityListSchema>;

/** Hours. A shorter link has run out before it is opened, a longer one is forgotten before it is used. */
export const LINK_HOURS = { shortest: 1 / 12, longest: 24 * 30 } as const;

/** `POST /api/sessions/:id/invitations`. */
export const createInvitationSchema = z.object({
  role: roleSchema,
  /** How long the link is good for. */
  hours: z
    .number()
    .min(LINK_HOURS.shortest, 'a link is good for 5 minutes at least')
    .max(LINK_HOURS.longest, 'a link is good for 30 days at most')
    .default(24),
});
export const invitationSchema = z.object({
  id: z.uuid(),
  role: roleSchema,
  expiresAt: z.iso.datetime(),
  revoked: z.boolean(),
});
export type Invitation = z.infer<typeof invitationSchema>;
/** The token is shown once, when the invitation is made; the link is `/join/<token>`. */
export const createdInvitationSchema = invitationSchema.extend({ token: z.string() });
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;

/** `GET /api/invitations/:token`: what a link leads to, before signing in. */
export const invitationPreviewSchema = z.object({
  sessionId: z.uuid(),
  role: roleSchema,
  activity: z.string(),
  activityName: localisedSchema,
  /** What the session is judged by; null when this version can't read it any more. */
  definition: activitySchema.nullable(),
  ownerName: z.string(),
  status: sessionStatusSchema,
  /** Whether who joins now is recorded; null once the session is over. */
  recording: recordingSignSchema.nullable(),
});
export type InvitationPreview = z.infer<typeof invitationPreviewSchema>;

/** An error as RFC 9457 has it; `type` is `about:blank`, `code` names the error. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  /** For `invalid_request`: where in the body, and what is wrong there. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
