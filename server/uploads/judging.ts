/** From a film that is whole to a session like any other: read, judged, kept. May be ended at any moment, and is then done again. */
import { randomUUID } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { Logger } from 'pino';
import { ACTIVITIES, type Activity, type CoachingEvent } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type FilmFacts, filmFactsSchema } from '../../shared/contract/film.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';
import { TRACK_PIECE_TYPE } from '../../shared/contract/track-piece.ts';
import type { Upload, UploadFailure } from '../../shared/contract/uploads.ts';
import type { PoseChoice } from '../analysis/engines/engines.ts';
import { analyseFilm, type FilmProgress, type JudgedFilm, type WrittenPiece } from '../analysis/film/analyse-film.ts';
import { nameOfSentFilm } from '../files/buckets.ts';
import type { FileStore } from '../files/file-store.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { UPLOADS } from '../limits.ts';
import type { Activities } from '../records/activities.ts';
import type { StoredUpload, Uploads as UploadRecords } from '../records/uploads.ts';
import { athleteRecords } from '../sessions/closing.ts';
import type { Files } from '../sessions/files.ts';
import { UnreadableFilm } from '../video/film/unreadable-film.ts';
import type { FilmFolder } from './film-folder.ts';

export interface JudgingOptions {
  records: UploadRecords;
  activities: Pick<Activities, 'list'>;
  folder: FilmFolder;
  /** Where films come from that browsers sent past this server; undefined where there are none. */
  store: Pick<FileStore, 'open'> | undefined;
  files: Pick<Files, 'begin' | 'finish' | 'find' | 'lost' | 'ofSession' | 'remove' | 'removed'>;
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

  /** The job of one upload. @throws SidelineError `storage_unavailable` when it has to wait for the disk or the database */
  async judge(id: string, context: JobContext): Promise<void> {
    const { records, files, folder, logger } = this.#options;
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
    if ((await records.find(id))?.status === 'ended') {
      await this.#finishFilm(id);
      await folder.close(id);
    } else {
      for (const { id: file } of await files.ofSession(id)) await files.remove(file);
      await folder.drop(id);
    }
    // The database has noted that what came to the store goes.
    files.removed();
  }

  async #become(upload: StoredUpload, context: JobContext): Promise<void> {
    const { records, activities, folder, logger } = this.#options;
    const { id } = upload;
    await this.#fetch(upload, context.signal);
    if (!(await folder.received(id))) throw new Failed({ code: 'film_lost' });
    await this.#dropPieces(id);
    const own = upload.guessed ? await activities.list({ id: upload.ownerId }) : [];
    const judged = await this.#analysed(upload, own, context);
    const activity = upload.guessed ? guessedActivity(judged, own) : upload.definition;
    if (!activity) throw new Failed({ code: 'unknown_activity' });
    const events = sessionEvents(upload, judged.events);
    const film = await this.#beginFilm(upload, judged);
    const track = await this.#keepTrack(upload, judged.pieces);
    const isKept = await records.judged(id, {
      activity,
      events,
      endedAt: judged.facts.durationMs,
      athletes: athleteRecords(activity, events),
      nobody: judged.framesWithSomebody === 0,
      ...{ film, track },
    });
    if (!isKept) return;
    const lasted = Math.round(judged.facts.durationMs);
    logger.info({ sessionId: id, lasted, tookMs: Math.round(judged.tookMs) }, 'film judged');
  }

  /** Gets a film that came to the file store, as far as it is not here yet. @throws SidelineError `storage_unavailable` */
  async #fetch({ id, upload }: StoredUpload, signal: AbortSignal): Promise<void> {
    const { folder, store } = this.#options;
    if (!upload.sentToStore || !store) return;
    const here = (await folder.received(id))?.bytes ?? 0;
    if (here >= upload.bytes) return;
    await folder.makeSureOfRoom(upload.bytes - here);
    try {
      const rest = await store.open(nameOfSentFilm(id), { start: here, end: upload.bytes - 1 });
      await folder.append(id, addAbortSignal(signal, rest));
    } catch (error) {
      if (error instanceof SidelineError && error.code === 'not_found') {
        throw new Failed({ code: 'film_lost' }, { cause: error });
      }
      throw error;
    }
  }

  /** @param own the owner's activities, where it is to be guessed */
  async #analysed(
    upload: StoredUpload,
    own: readonly Activity[],
    { signal, whileQuiet }: JobContext,
  ): Promise<JudgedFilm> {
    const { folder, fps, choice, logger } = this.#options;
    const { id, guessed, definition, language } = upload;
    if (!guessed && !definition) throw new Failed({ code: 'unknown_activity' });
    const task = {
      path: folder.pathOf(id),
      track: folder.trackOf(id),
      pieces: folder.piecesOf(id),
      activity: definition ?? ('auto' as const),
      own,
      fps,
      language,
      choice,
    };
    // A full disk is no fault of the film: it waits until there is room again.
    await folder.makeSureOfRoom(0);
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
        await folder.makeSureOfRoom(0);
        failures += 1;
        if (failures >= UPLOADS.analysisTries) throw new Failed({ code: 'analysis_failed' }, { cause: error });
        logger.warn({ err: error, sessionId: id, failures }, 'judging a film failed, trying again');
      }
    }
  }

  /** What an earlier run made of the track and did not come to an end with. */
  async #dropPieces(id: string): Promise<void> {
    const { files, folder } = this.#options;
    for (const file of await files.ofSession(id)) if (file.kind === 'track') await files.remove(file.id);
    await folder.dropPieces(id);
  }

  /**
   * The film stays on this disk until it is judged, since the store's copy can't be judged again.
   * @returns its name in the store
   */
  async #beginFilm({ id, upload }: StoredUpload, { facts }: JudgedFilm): Promise<string> {
    const { files, folder } = this.#options;
    const begun = await files.find(id);
    if (begun) return begun.name;
    const whose = { id, sessionId: id, participantId: upload.athleteId };
    const film = { ...whose, kind: 'film' as const, ...FORMATS[facts.container], about: { ...facts } };
    return (await files.begin({ ...film, startedAt: 0, path: folder.pathOf(id) })).name;
  }

  /** It goes to the store from here. */
  async #finishFilm(id: string): Promise<void> {
    const { files, folder, logger } = this.#options;
    const film = await files.find(id);
    if (film?.state !== 'growing') return;
    if (await folder.received(id)) {
      const { durationMs } = filmFactsSchema.pick({ durationMs: true }).parse(film.about);
      await files.finish({ id, path: folder.pathOf(id) }, { endedAt: durationMs });
    } else {
      await files.lost(id);
      logger.error({ sessionId: id }, 'a film was lost after it was judged: it is gone from the disk');
    }
  }

  /** @returns the name of the first piece in the store; undefined when there is none */
  async #keepTrack({ id, upload }: StoredUpload, pieces: readonly WrittenPiece[]): Promise<string | undefined> {
    const { files } = this.#options;
    const names: string[] = [];
    for (const { path, startedAt, endedAt, poses } of pieces) {
      const whose = { id: randomUUID(), sessionId: id, participantId: upload.athleteId };
      const piece = { ...whose, kind: 'track' as const, extension: 'track', contentType: TRACK_PIECE_TYPE };
      const { id: file, name } = await files.begin({ ...piece, startedAt, path });
      await files.finish({ id: file, path }, { endedAt, about: { poses } });
      names.push(name);
    }
    return names[0];
  }
}

const guessedActivity = ({ summary }: JudgedFilm, own: readonly Activity[]): Activity | undefined =>
  [...own, ...ACTIVITIES].find(({ id }) => id === summary?.activity);

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
