/** Makes clips by jobs: goes on after a restart, and gives up what can't be made. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { KeptWish } from '../../shared/contract/clips.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { TRACK_PIECE_TYPE } from '../../shared/contract/track-piece.ts';
import type { JobContext, JobKind, Jobs } from '../jobs/jobs.ts';
import { CLIPS, LOCAL_FILES } from '../limits.ts';
import type { StoredClip } from '../records/clips.ts';
import type { CommentMark } from '../records/comments.ts';
import type { Records } from '../records/records.ts';
import type { LocatedFile } from '../records/session-files.ts';
import type { Files } from '../sessions/files.ts';
import { makeSureOfRoom } from '../support/room.ts';
import { UnreadableFilm } from '../video/film/unreadable-film.ts';
import { type AthleteInFilm, type ClipTask, makeClip } from './clip-task.ts';
import { type CopiedPart, type FilmWish, filmTask, kinogramTask } from './film-task.ts';
import { lessonTask } from './lesson-task.ts';

export interface ClipMakingOptions {
  records: Pick<Records, 'clips' | 'comments' | 'files' | 'lessons' | 'sessions'>;
  files: Pick<Files, 'find' | 'copy' | 'begin' | 'finish' | 'remove'>;
  jobs: Pick<Jobs, 'define'>;
  /** Absolute; for clips that wait for the store, and for what is not whole yet. */
  folder: string;
  /** This server. */
  node: string;
  /** Free bytes that are left on the disk beside what is made; until there is more, the job waits. */
  reserveBytes?: number;
  logger: Logger;
}

const jobSchema = z.object({ id: z.uuid() });

/** Everything in this folder is left over when the server starts. */
const UNFINISHED = 'unfinished';

const FORMS = {
  film: { kind: 'clip', extension: 'mp4', contentType: 'video/mp4' },
  kinogram: { kind: 'kinogram', extension: 'jpg', contentType: 'image/jpeg' },
  lesson: { kind: 'clip', extension: 'mp4', contentType: 'video/mp4' },
} as const;

/** Poses so long before and after a clip are bridged to, ms. */
const AROUND_MS = 1_000;

export class ClipMaking {
  readonly #options: ClipMakingOptions;
  readonly #job: JobKind<z.infer<typeof jobSchema>>;
  readonly #progress = new Map<string, number>();

  private constructor(options: ClipMakingOptions) {
    this.#options = options;
    this.#job = options.jobs.define('make-clip', jobSchema, ({ id }, context) => this.#run(id, context));
  }

  /** Before the jobs start. Goes on with what an earlier process left. */
  static async create(options: ClipMakingOptions): Promise<ClipMaking> {
    const making = new ClipMaking(options);
    await making.#tidy();
    for (const id of await options.records.clips.waitingOf(options.node)) await making.add(id);
    return making;
  }

  /** Resolves when the clip will be made whatever happens. */
  async add(id: string): Promise<void> {
    await this.#job.add(id, { id });
  }

  /** Resolves when nothing of it is under way any more. */
  cancel(id: string): Promise<void> {
    return this.#job.cancel(id);
  }

  /** How much of a clip is made here, 0..1; null where that is not known. */
  progressOf(id: string): number | null {
    return this.#progress.get(id) ?? null;
  }

  /** Removes what a process that was killed left on the disk and nobody knows of. */
  async #tidy(): Promise<void> {
    const { folder, files } = this.#options;
    await rm(join(folder, UNFINISHED), { recursive: true, force: true });
    await mkdir(join(folder, UNFINISHED), { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const id = z.uuid().safeParse(parse(name).name);
      if (id.success && !(await files.find(id.data))) await rm(join(folder, name), { force: true });
    }
  }

  async #run(id: string, context: JobContext): Promise<void> {
    const { records, logger, folder } = this.#options;
    const clip = await records.clips.find(id);
    if (clip?.state !== 'waiting') return;
    const own = join(folder, UNFINISHED, id);
    try {
      await mkdir(own, { recursive: true });
      await this.#make(clip, own, context);
    } catch (error) {
      if (!(error instanceof Unmakeable)) throw error;
      logger.info({ clip: id, sessionId: clip.sessionId, code: error.code, err: error.cause }, 'clip can not be made');
      await records.clips.failed(id, { code: error.code });
    } finally {
      this.#progress.delete(id);
      await rm(own, { recursive: true, force: true });
    }
  }

  async #make(clip: StoredClip, own: string, { signal, whileQuiet }: JobContext): Promise<void> {
    const { files, folder, node, reserveBytes = LOCAL_FILES.reserveBytes, logger } = this.#options;
    const { id, sessionId, wish } = clip;
    const source = await files.find(clip.sourceId);
    if (!source || !wish) throw new Unmakeable('source_lost');
    if (source.node !== null && source.node !== node) throw new Error('the film is on another server so far');
    const { kind, extension, contentType } = FORMS[wish.form];
    const path = join(folder, `${id}.${extension}`);
    const made = await files.find(id);
    // An earlier run came as far as this.
    if (made?.state === 'waiting' || made?.state === 'stored') return this.#ready(id);
    if (made) await files.remove(id);
    await makeSureOfRoom(folder, source.bytes ?? 0, reserveBytes);
    const film = join(own, `source${extname(source.name)}`);
    if (!(await files.copy(source.id, film, signal))) {
      const now = await files.find(source.id);
      if (now && now.state !== 'lost') throw new Error('the film is just being moved to the store');
      throw new Unmakeable('source_lost');
    }
    const out = join(own, `clip.${extension}`);
    const task = await this.#taskOf(clip, wish, { source, film, out, own }, signal);
    await this.#attempt(id, task, whileQuiet, signal);
    const { participantId, startedAt } = source;
    const whose = { sessionId, participantId: participantId ?? undefined, sourceId: source.id };
    try {
      await files.begin({
        id,
        ...whose,
        kind,
        extension,
        contentType,
        startedAt: Math.max(clip.from, startedAt),
        path,
      });
    } catch (error) {
      // Deleted meanwhile: nothing is to be made.
      if (error instanceof SidelineError && error.code === 'not_found') return;
      throw error;
    }
    await rename(out, path);
    await files.finish({ id, path }, { endedAt: Math.max(clip.to, startedAt) });
    await this.#ready(id);
    logger.info({ clip: id, sessionId, form: wish.form }, 'clip made');
  }

  async #ready(id: string): Promise<void> {
    const { records, files } = this.#options;
    if (!(await records.clips.ready(id))) await files.remove(id);
  }

  async #taskOf(
    clip: StoredClip,
    wish: KeptWish,
    { source, film, out, own }: { source: LocatedFile; film: string; out: string; own: string },
    signal: AbortSignal,
  ): Promise<ClipTask> {
    if (wish.form !== 'lesson') {
      const athlete = await this.#athleteIn(source, clip, own, signal);
      const given = { out, athlete, overlay: wish.overlay };
      if (wish.form === 'kinogram') return kinogramTask(wish, { ...given, path: film });
      const marks = await this.#marksOf(clip, wish);
      const parts = await this.#partsOf(clip, { source, path: film, own }, signal);
      return filmTask(clip, wish, { ...given, marks, parts });
    }
    const { records, files, folder, reserveBytes = LOCAL_FILES.reserveBytes } = this.#options;
    const task = await lessonTask(
      source.id,
      { voice: film, out, cuts: wish.cuts },
      { records, files, folder: own, signal, makeSureOfRoom: (bytes) => makeSureOfRoom(folder, bytes, reserveBytes) },
    );
    if (!task) throw new Unmakeable('source_lost');
    return task;
  }

  /** Copies of all parts of the recording that have something of the clip's time, in order; a film is one. */
  async #partsOf(
    { sessionId, from, to }: StoredClip,
    { source, path, own }: { source: LocatedFile; path: string; own: string },
    signal: AbortSignal,
  ): Promise<CopiedPart[]> {
    const { records, files, folder, reserveBytes = LOCAL_FILES.reserveBytes } = this.#options;
    const parts = [{ path, startedAt: source.startedAt, endedAt: source.endedAt ?? to }];
    if (source.kind === 'recording') {
      for (const file of await records.files.ofSession(sessionId)) {
        const { id, kind, participantId, about, state, startedAt, endedAt, bytes, name } = file;
        const isOther = kind === 'recording' && participantId === source.participantId && id !== source.id;
        const isSeen = about.hasVideo !== false && state !== 'lost' && endedAt !== null;
        if (!isOther || !isSeen || startedAt >= to || endedAt <= from) continue;
        await makeSureOfRoom(folder, bytes ?? 0, reserveBytes);
        const copy = join(own, `${id}${extname(name)}`);
        if (await files.copy(id, copy, signal)) parts.push({ path: copy, startedAt, endedAt });
      }
    }
    return parts.toSorted((a, b) => a.startedAt - b.startedAt);
  }

  /** What is shown while the clip stands still. */
  async #marksOf({ sessionId }: StoredClip, { comments }: FilmWish): Promise<CommentMark[]> {
    return comments.length > 0 ? this.#options.records.comments.inkOf(sessionId, comments) : [];
  }

  /** A process may end over a film by chance; a film that ends several is given up. */
  async #attempt(id: string, task: ClipTask, whileQuiet: JobContext['whileQuiet'], signal: AbortSignal): Promise<void> {
    const { folder, reserveBytes = LOCAL_FILES.reserveBytes } = this.#options;
    const onProgress = (done: number) => this.#progress.set(id, done);
    for (let failures = 1; ; failures += 1) {
      try {
        return await whileQuiet((quiet) => makeClip(task, { onProgress, signal: quiet }));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof UnreadableFilm) throw new Unmakeable('unreadable_film', { cause: error });
        // A full disk is no fault of the film: the job waits until there is room again.
        await makeSureOfRoom(folder, 0, reserveBytes);
        if (failures >= CLIPS.tries) throw new Unmakeable('making_failed', { cause: error });
      }
    }
  }

  /** What is known of whoever is in the film, with copies of the keypoints in the folder. */
  async #athleteIn(
    { participantId, startedAt }: LocatedFile,
    { sessionId, from, to }: StoredClip,
    own: string,
    signal: AbortSignal,
  ): Promise<AthleteInFilm> {
    const { records, files } = this.#options;
    const pieces = (await records.files.ofSession(sessionId)).filter(
      (file) =>
        file.kind === 'track' &&
        file.participantId === participantId &&
        file.contentType === TRACK_PIECE_TYPE &&
        file.startedAt <= to + AROUND_MS &&
        (file.endedAt ?? -1) >= from - AROUND_MS,
    );
    const tracks: string[] = [];
    for (const { id } of pieces) {
      const path = join(own, `${id}.track`);
      if (await files.copy(id, path, signal)) tracks.push(path);
    }
    const events = (await records.sessions.events(sessionId)).flatMap(({ at, change }) =>
      change.type === 'coaching' && change.athleteId === participantId && at <= to ? [change.event] : [],
    );
    return { participantId, tracks, events, startedAt };
  }
}

/** What can't be mended by trying again. */
class Unmakeable extends Error {
  override readonly name = 'Unmakeable';
  readonly code: 'unreadable_film' | 'source_lost' | 'making_failed';

  constructor(code: Unmakeable['code'], options?: { cause?: unknown }) {
    super(code, options);
    this.code = code;
  }
}
