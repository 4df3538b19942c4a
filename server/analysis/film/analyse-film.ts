/** Judges a film: the poses of its athlete, and what the coaching code makes of them, in a process of its own. */
import type { Activity, CoachingEvent, Language, SessionSummary, Strictness } from '../../../shared/coaching/index.ts';
import type { FilmFacts } from '../../../shared/contract/film.ts';
import { runTask } from '../../support/task-process.ts';
import { filmError } from '../../video/film/unreadable-film.ts';
import type { PoseChoice } from '../engines/engines.ts';
import type { EngineDescription } from '../pose-estimator.ts';

/** What is to be judged, and how. */
export interface FilmTask {
  /** The film's file. */
  readonly path: string;
  /**
   * Where the keypoint track is written. While that goes on, what there is stands in `<track>.part`: the same task goes on
   * from there, whatever ended it.
   */
  readonly track: string;
  /** The track is written in pieces too, as a live session keeps them: `<pieces>.0.track`, `<pieces>.1.track` … None when left out. */
  readonly pieces?: string;
  /** Where a copy of the film with skeleton, angles, count and cues in its pictures is written (MP4); none when left out. */
  readonly overlay?: string;
  /** `auto` guesses it. */
  readonly activity: Activity | 'auto';
  /** What it may be beside the built-in activities, where it is guessed. */
  readonly own?: readonly Activity[];
  /** Pictures analysed a second while the athlete moves; fewer at rest, as in a live session. */
  readonly fps: number;
  readonly language?: Language;
  readonly strictness?: Strictness;
  /** The best engine that loads when left out. */
  readonly choice?: PoseChoice;
}

/** How far it is. */
export interface FilmProgress {
  readonly facts: FilmFacts;
  /** What of the film is judged, ms. */
  readonly doneMs: number;
  /** From where this run went on, ms; 0 where it began anew. */
  readonly resumedAtMs: number;
  /** How much of the overlay is written, 0..1; absent before it is begun. */
  readonly overlay?: number;
}

/** Where the time went, ms. */
export interface FilmStages {
  /** Loading the program and the model. */
  readonly start: number;
  /** Waiting for decoded pictures. */
  readonly decode: number;
  /** Scaling and turning what the model looks at. */
  readonly scale: number;
  readonly infer: number;
  /** Coaching, and writing the track. */
  readonly judge: number;
}

/** A part of the keypoint track as a file (`shared/contract/track-piece.ts`). */
export interface WrittenPiece {
  readonly path: string;
  /** Of its first and last pose, ms of the film. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly poses: number;
}

/** What came of a film. */
export interface JudgedFilm {
  readonly facts: FilmFacts;
  readonly events: readonly CoachingEvent[];
  /** Absent where the activity was to be guessed and none was recognised. */
  readonly summary?: SessionSummary;
  readonly engine: Pick<EngineDescription, 'name' | 'model'>;
  /** Pictures that were analysed, in this run and before. */
  readonly frames: number;
  /** Those in which somebody was found. */
  readonly framesWithSomebody: number;
  /** Those that were asked for, by time. */
  readonly pieces: readonly WrittenPiece[];
  readonly stages: FilmStages;
  /** From the start of its process to the result, without the overlay, ms, and the CPU time of it with all threads. */
  readonly tookMs: number;
  readonly cpuMs: number;
}

const PROGRAM = new URL('./process/main.boot.mjs', import.meta.url);

/**
 * Judges a film as a live session would be judged, as fast as the machine allows, at low priority. May be ended at any time by
 * the signal, or by the end of everything; the same task then goes on.
 *
 * @throws UnreadableFilm; the signal's reason; Error when its process fails
 */
export function analyseFilm(
  task: FilmTask,
  { onProgress, signal }: { onProgress?: (progress: FilmProgress) => void; signal?: AbortSignal } = {},
): Promise<JudgedFilm> {
  return runTask<FilmTask, FilmProgress, JudgedFilm>(PROGRAM, task, {
    onReport: onProgress,
    signal,
    errorOf: filmError,
  });
}
