/**
 * Lessons: somebody talks, draws, goes to and fro, slows down and compares over a session, in one take. Kept are the log of what was
 * done and the voice. The bodies of `/api/sessions/:id/lessons`. Times `t` are ms of the take, moments `at` ms of the session.
 */
import { z } from 'zod';
import { idSchema } from '../coaching/index.ts';
import { textSchema } from '../text/well-formed.ts';
import { pointSchema, pointsOf } from './board.ts';
import { inkStrokeSchema, MAX_COMMENT_POINTS } from './comment-ink.ts';
import { lookSchema, momentSchema, shareSchema } from './film-view.ts';

/** The longest take, ms: what takes longer is two lessons. */
export const LONGEST_LESSON_MS = 15 * 60_000;
/** A voice of 15 minutes at 128 kbit/s, four times what browsers take for speech, with what is around it. */
export const LARGEST_LESSON_SOUND_BYTES = 16 * 1024 ** 2;
/** Entries of one log: 20 each second of the longest take, which is more than hands do. */
export const MAX_LESSON_ENTRIES = 18_000;
/** Points of all strokes of one log: 30 drawings as full as a comment's. */
export const MAX_LESSON_POINTS = 30 * MAX_COMMENT_POINTS;
/** A log as JSON takes no more bytes than this; an entry has some 60, a point 16. */
export const LARGEST_LESSON_LOG_BYTES = 2_500_000;
/** What is left out of a take, in how many pieces. */
export const MAX_LESSON_CUTS = 50;
/** A lesson that is cut has at least this left, ms. */
export const SHORTEST_LESSON_MS = 500;

const takeTimeSchema = z.number().min(0).max(LONGEST_LESSON_MS);
/** Film time by time of the take, negative backwards; 0 where the film stands still on one frame. */
const rateSchema = z.number().min(-4).max(4);

const motion = { t: takeTimeSchema, at: momentSchema, rate: rateSchema };

export const comparisonSchema = z.object({
  layout: z.enum(['beside', 'above', 'wipe', 'ghost']),
  /** Of wipe: where the line is; of ghost: how strong the second one is. 0..1. */
  share: shareSchema,
  /** Whether the second body is laid on the first one, where the pictures lie on one another. */
  aligned: z.boolean(),
  skeletons: z.boolean(),
});

/** A session, and whose picture of it; null where it has one film. */
const filmSourceSchema = z.object({ sessionId: z.uuid(), participantId: z.uuid().nullable() });

/** The model athlete. */
const modelSourceSchema = z.object({
  model: z.object({
    /** As an activity's. */
    figure: idSchema,
    /** From where it is seen: one of the synthetic athlete's camera views. */
    view: idSchema,
    /** How long its repetition lasts, ms. */
    durationMs: momentSchema.positive(),
  }),
});

/** What is compared with. */
export type LessonSource = z.infer<typeof filmSourceSchema> | z.infer<typeof modelSourceSchema>;

const comparedSchema = z.union([
  comparisonSchema.extend(filmSourceSchema.shape),
  comparisonSchema.extend(modelSourceSchema.shape),
]);
export type LessonComparison = z.infer<typeof comparedSchema>;

/** The session whose picture it is; undefined for the model athlete, and for nothing. */
export const sessionOf = (source: LessonSource | null): string | undefined =>
  source && 'sessionId' in source ? source.sessionId : undefined;

/** One thing that was done. */
export const lessonEntrySchema = z.discriminatedUnion('kind', [
  /** From here on the playhead goes on like this. */
  z.object({ kind: z.literal('move'), ...motion }),
  /** The same of the film that is compared with. */
  z.object({ kind: z.literal('second'), ...motion }),
  /** How the picture is looked at. */
  z.object({ kind: z.literal('look'), t: takeTimeSchema, ...lookSchema.shape }),
  /** Null: one picture again. Moments of `second` are ms of the session, or of the model’s performance. */
  z.object({ kind: z.literal('compare'), t: takeTimeSchema, with: comparedSchema.nullable() }),
  /** A stroke is there, or there anew. */
  z.object({ kind: z.literal('ink'), t: takeTimeSchema, stroke: inkStrokeSchema }),
  /** The points of a stroke from index `from` on are these. */
  z.object({
    kind: z.literal('draw'),
    t: takeTimeSchema,
    id: z.uuid(),
    from: z.int().min(0).max(MAX_COMMENT_POINTS),
    points: z.array(pointSchema).min(1).max(MAX_COMMENT_POINTS),
  }),
  z.object({ kind: z.literal('erase'), t: takeTimeSchema, ids: z.array(z.uuid()).min(1).max(100) }),
  /** No stroke is there any more. */
  z.object({ kind: z.literal('clear'), t: takeTimeSchema }),
]);
export type LessonEntry = z.infer<typeof lessonEntrySchema>;

const inkOf = (entry: LessonEntry) =>
  entry.kind === 'ink' ? [entry.stroke] : entry.kind === 'draw' ? [{ points: entry.points }] : [];

/** In order of their time. */
export const lessonLogSchema = z
  .array(lessonEntrySchema)
  .max(MAX_LESSON_ENTRIES)
  .refine((entries) => entries.some(({ kind }) => kind === 'move'), 'a lesson shows something')
  .refine((entries) => entries.every(({ t }, index) => t >= (entries[index - 1]?.t ?? 0)), 'entries stand in order')
  .refine(
    (entries) => pointsOf(entries.flatMap(inkOf)) <= MAX_LESSON_POINTS,
    `a lesson has ${MAX_LESSON_POINTS} points at most`,
  );
export type LessonLog = z.infer<typeof lessonLogSchema>;

/** What is left out of a take, ms of the take. */
export const lessonCutSchema = z
  .object({ from: takeTimeSchema, to: takeTimeSchema })
  .refine(({ from, to }) => to > from, { path: ['to'], message: 'a cut ends after it begins' });
export type LessonCut = z.infer<typeof lessonCutSchema>;

/** In order, none touching the next. */
export const lessonCutsSchema = z
  .array(lessonCutSchema)
  .max(MAX_LESSON_CUTS)
  .refine(
    (cuts) => cuts.every(({ from }, index) => index === 0 || from > (cuts[index - 1]?.to ?? 0)),
    'cuts stand in order and don’t touch',
  );

export const lessonTitleSchema = textSchema({ max: 120 });

/** The voice, as browsers record it and put into a file with an index. */
export const LESSON_SOUND_TYPE = 'audio/mp4';

/** `POST /api/sessions/:id/lessons`: then its voice comes by tus. The same again, by the same person, takes its place until that is there. */
export const newLessonSchema = z
  .object({
    /** Chosen by the maker’s page, so that a lesson that is sent twice is there once. */
    id: z.uuid(),
    title: lessonTitleSchema,
    /** Whose picture is seen; null where the session has one film. */
    participantId: z.uuid().nullable(),
    /** Of the voice. */
    durationMs: z.number().min(SHORTEST_LESSON_MS).max(LONGEST_LESSON_MS),
    log: lessonLogSchema,
    soundBytes: z.int().min(1).max(LARGEST_LESSON_SOUND_BYTES),
  })
  .refine(({ log, durationMs }) => (log.at(-1)?.t ?? 0) <= durationMs, {
    path: ['log'],
    message: 'nothing is done after the voice ends',
  });
export type NewLesson = z.infer<typeof newLessonSchema>;

/** `PUT /api/sessions/:id/lessons/:lessonId`. */
export const lessonChangeSchema = z.object({ title: lessonTitleSchema, cuts: lessonCutsSchema });
export type LessonChange = z.infer<typeof lessonChangeSchema>;

/** What is said of a voice with tus: whose it is. */
export const lessonSoundSchema = z.object({ lesson: z.uuid() });

/** `arriving` until all of its voice is there; only its maker sees it then. */
export const lessonStateSchema = z.enum(['arriving', 'ready']);

export const lessonSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  participantId: z.uuid().nullable(),
  durationMs: z.number(),
  cuts: lessonCutsSchema,
  /** Who made it. */
  maker: z.string(),
  /** Whether the reader made it, or owns the session: may cut and delete it, and make a film of it. */
  own: z.boolean(),
  state: lessonStateSchema,
  /** Where the voice can be read for some minutes; null until it is ready. */
  url: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type Lesson = z.infer<typeof lessonSchema>;

/** `GET /api/sessions/:id/lessons`: as they were made. */
export const lessonsSchema = z.object({
  lessons: z.array(lessonSchema),
  /** Participants over whose picture the reader may make lessons; null for all. */
  makesOf: z.array(z.uuid()).nullable(),
});
export type Lessons = z.infer<typeof lessonsSchema>;

/** `GET /api/sessions/:id/lessons/:lessonId/log`. */
export const lessonLogReplySchema = z.object({ log: lessonLogSchema });
