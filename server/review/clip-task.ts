/** Makes one clip in a process of its own at low priority: a stranger's film is decoded there. */
import type { CoachingEvent } from '../../shared/coaching/index.ts';
import type { CommentMark } from '../records/comments.ts';
import { runTask } from '../support/task-process.ts';
import { filmError } from '../video/film/unreadable-film.ts';
import type { LessonFilmTask } from './lesson-task.ts';

/** What is known of the athlete in a film. */
export interface AthleteInFilm {
  /** Null for who is in the session's one film. */
  readonly participantId: string | null;
  /** Files of the keypoint track, in order. */
  readonly tracks: readonly string[];
  readonly events: readonly CoachingEvent[];
  /** Where the first film begins, ms of the session. */
  readonly startedAt: number;
}

interface Making {
  /** It has its name only when it is whole. */
  readonly out: string;
  readonly athlete: AthleteInFilm;
  /** Whether skeleton and judgement are drawn. */
  readonly overlay: boolean;
}

export interface FilmClipTask extends Making {
  readonly form: 'film';
  readonly speed: number;
  /** What is shown, one behind the other. */
  readonly parts: readonly ClipPart[];
}

/** What is shown of one recording or film. */
export interface ClipPart {
  readonly path: string;
  /** Where it begins, ms of the session. */
  readonly startedAt: number;
  /** Ms of the film. */
  readonly fromMs: number;
  readonly toMs: number;
  /** In order. */
  readonly pauses: readonly Pause[];
}

/** The film stands still. */
export interface Pause {
  /** Ms of the film. */
  readonly atMs: number;
  /** How long, ms. */
  readonly ms: number;
  /** What is on show meanwhile. */
  readonly marks: readonly CommentMark[];
}

export interface KinogramTask extends Making {
  readonly form: 'kinogram';
  readonly path: string;
  /** In order; ms of the film. */
  readonly moments: readonly { readonly atMs: number; readonly label: string }[];
}

export type ClipTask = FilmClipTask | KinogramTask | LessonFilmTask;

const PROGRAM = new URL('./process/main.boot.mjs', import.meta.url);

/** @throws UnreadableFilm; the signal's reason; Error when the disk takes no more or the process fails */
export const makeClip = (
  task: ClipTask,
  { onProgress, signal }: { onProgress: (done: number) => void; signal: AbortSignal },
): Promise<void> =>
  runTask<ClipTask, number, void>(PROGRAM, task, { onReport: onProgress, signal, errorOf: filmError });
