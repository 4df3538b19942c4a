/** From a film that is whole to a session like any other: read, judged, kept. May be ended at any moment, and is then done again. */
import type { Logger } from 'pino';
import { ACTIVITIES, type Activity, type CoachingEvent } from '../../shared/coaching/index.ts';
import type { FilmFacts } from '../../shared/contract/film.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';
import type { Upload, UploadFailure } from '../../shared/contract/uploads.ts';
import type { PoseChoice } from '../analysis/engines/engines.ts';
import { analyseFilm, type FilmProgress, type JudgedFilm } from '../analysis/film/analyse-film.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { UPLOADS } from '../limits.ts';
import type { NewFile } from '../records/session-files.ts';
import type { StoredUpload, Uploads as UploadRecords } from '../records/uploads.ts';
import { athleteRecords } from '../sessions/closing.ts';
import type { Files } from '../sessions/files.ts';
import { UnreadableFilm } from '../video/film/unreadable-film.ts';
import type { FilmFolder } from './film-folder.ts';

export interface JudgingOptions {
  records: UploadRecords;
  folder: FilmFolder;
  files: Pick<Files, 'begin' | 'finish' | 'find'>;
  /** Pictures analysed a second. */
  fps: number;
  choice: PoseChoice;
  logger: Logger;
}

/** By container: how the store names the film, and by which type browsers know it. */
const FORMATS: Readonly<Record<FilmFacts['container'], { extension: string; contentType: string }>> = {
  mp4: { extension: 'mp4', contentType: 'video/mp4' },
  mov: { extension: 'mov', contentType: 'video/quicktime' },
  webm: { extension: 'webm', contentType: 'video/webm' },
  matroska: { extension: 'mkv', contentType: 'video/x-matroska' },
};

interface UnderWay {
  /** When this run began to judge, ms of the monotonic clock. */
  since: number;
  progress: FilmProgress;
}

/** What can't be mended by trying again. */
class Failed extends Error {
  override readonly name = 'Failed';
  readonly failure: UploadFailure;

  constructor(failure: UploadFailure, options?: { cause?: unknown }) {
    super(failure.code, options);
    this.failure = failure;
  }
}

export class Judging {
  readonly #options: JudgingOptions;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(options: JudgingOptions) {
    this.#options = options;
  }

  /** How far a film is; null where it is not under way, or has not said so yet. */
  progressOf(id: string): Upload['progress'] {
    const found = this.#underWay.get(id);
    if (!found) return null;
    const { doneMs, resumedAtMs, facts } = found.progress;
    const done = facts.durationMs > 0 ? Math.min(1, doneMs / facts.durationMs) : 0;
    const judgedMs = doneMs - resumedAtMs;
    const tookMs = performance.now() - found.since;
    const leftMs = judgedMs > 0 ? (tookMs / judgedMs) * Math.max(0, facts.durationMs - doneMs) : null;
    return { done, leftMs };
  }

  /** The job of one upload. */
  async judge(id: string, context: JobContext): Promise<void> {
    const { records, folder, logger } = this.#options;
    await records.moved(id, 'queued', 'analysing');
    const upload = await records.find(id);
    try {
      if (upload?.status === 'analysing') await this.#become(upload, context);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      logger.info({ sessionId: id, ...error.failure, err: error.cause }, 'upload can not be judged');
      await records.failed(id, error.failure);
    } finally {
      this.#underWay.delete(id);
    }
    if ((await records.find(id))?.status === 'ended') await folder.close(id);
    else await folder.drop(id);
  }

  async #become(upload: StoredUpload, context: JobContext): Promise<void> {
    const { records, folder, logger } = this.#options;
    const { id } = upload;
    if (!(await folder.received(id))) throw new Failed({ code: 'film_lost' });
    const judged = await this.#analysed(upload, context);
    const activity = upload.guessed ? guessedActivity(judged) : upload.definition;
    if (!activity) throw new Failed({ code: 'unknown_activity' });
    const events = sessionEvents(upload, judged.events);
    const endedAt = judged.facts.durationMs;
    // The rows first: whatever ends this in between, the next run finds them and goes on.
    const film = await this.#keep(
      { id, sessionId: id, participantId: upload.upload.athleteId, kind: 'film', ...FORMATS[judged.facts.container] },
      { path: folder.pathOf(id), endedAt, about: { ...judged.facts } },
    );
    const track = await this.#keep(
      {
        id: upload.upload.athleteId,
        sessionId: id,
        participantId: upload.upload.athleteId,
        kind: 'track',
        extension: 'jsonl',
        contentType: 'application/jsonl',
      },
      { path: folder.trackOf(id), endedAt, about: { frames: judged.frames } },
    );
    const isKept = await records.judged(id, {
      activity,
      events,
      endedAt,
      athletes: athleteRecords(activity, events),
      ...{ film, track },
    });
    if (isKept)
      logger.info({ sessionId: id, lasted: Math.round(endedAt), tookMs: Math.round(judged.tookMs) }, 'film judged');
  }

  async #analysed(upload: StoredUpload, { signal, whileQuiet }: JobContext): Promise<JudgedFilm> {
    const { folder, fps, choice, logger } = this.#options;
    const { id, guessed, definition, language } = upload;
    if (!guessed && !definition) throw new Failed({ code: 'unknown_activity' });
    const task = {
      path: folder.pathOf(id),
      track: folder.trackOf(id),
      activity: definition ?? ('auto' as const),
      fps,
      language,
      choice,
    };
    for (let failures = 0; ; ) {
      try {
        return await whileQuiet((quiet) => {
          const since = performance.now();
          const onProgress = (progress: FilmProgress) => this.#underWay.set(id, { since, progress });
          return analyseFilm(task, { onProgress, signal: quiet });
        });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof UnreadableFilm) {
          throw new Failed({ code: 'unreadable_film', reason: error.reason }, { cause: error });
        }
        failures += 1;
        if (failures >= UPLOADS.analysisTries) throw new Failed({ code: 'analysis_failed' }, { cause: error });
        logger.warn({ err: error, sessionId: id, failures }, 'judging a film failed, trying again');
      }
    }
  }

  /** Begins and ends a file's row, unless an earlier run did. @returns its name in the store */
  async #keep(
    file: Omit<NewFile, 'node' | 'startedAt' | 'path'>,
    { path, ...known }: { path: string; endedAt: number; about: Record<string, unknown> },
  ): Promise<string> {
    const { files } = this.#options;
    const row = (await files.find(file.id)) ?? (await files.begin({ ...file, startedAt: 0, path }));
    if (row.state === 'growing') await files.finish({ id: row.id, path }, known);
    return row.name;
  }
}

const guessedActivity = ({ summary }: JudgedFilm): Activity | undefined =>
  ACTIVITIES.find(({ id }) => id === summary?.activity);

/** As a live session of the film's length would have had them. */
function sessionEvents({ upload }: StoredUpload, events: readonly CoachingEvent[]): SessionEvent[] {
  const { athleteId, athlete } = upload;
  const changes: Omit<SessionEvent, 'seq'>[] = [
    {
      at: 0,
      change: {
        type: 'participant-joined',
        participant: { id: athleteId, name: athlete, role: 'athlete', connected: true, producers: [] },
      },
    },
    ...events.map((event) => ({ at: Math.max(0, event.at), change: { type: 'coaching' as const, athleteId, event } })),
  ];
  return changes.map((event, index) => ({ seq: index + 1, ...event }));
}
