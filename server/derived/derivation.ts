/** What helps to look at recordings and films, made of them by jobs as soon as they are whole. The originals play until then, and after. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { FilmFacts } from '../../shared/contract/film.ts';
import type { JobContext, JobKind, Jobs } from '../jobs/jobs.ts';
import { DERIVED, LOCAL_FILES } from '../limits.ts';
import type { LocatedFile, SessionFiles } from '../records/session-files.ts';
import type { Files } from '../sessions/files.ts';
import type { SessionCloser } from '../sessions/session-closer.ts';
import { makeSureOfRoom } from '../support/room.ts';
import { probeFilm } from '../video/film/film-tasks.ts';
import { UnreadableFilm } from '../video/film/unreadable-film.ts';
import { type Recipe, recipesFor } from './recipes.ts';

export interface DerivationOptions {
  records: Pick<SessionFiles, 'toDerive' | 'derived' | 'madeOf'>;
  files: Pick<Files, 'find' | 'copy' | 'begin' | 'finish' | 'remove' | 'onWhole'>;
  /** Says when a session has ended, and its recordings can be worked on. */
  sessions: Pick<SessionCloser, 'onClosed'>;
  jobs: Pick<Jobs, 'define'>;
  /** Absolute; for files that wait for the store, and for what is not whole yet. */
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

/** One recording or film, with a copy of its own that stays whatever becomes of the original. */
interface Work {
  readonly source: LocatedFile;
  readonly folder: string;
  readonly path: string;
  /** Runs it while live athletes leave room, and until the source is deleted or the server stops. */
  run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** The source was deleted, so that nothing is to be made of it. */
class Gone extends Error {
  override readonly name = 'Gone';
}

export class Derivation {
  readonly #options: DerivationOptions;
  readonly #job: JobKind<z.infer<typeof jobSchema>>;
  #taking: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: DerivationOptions) {
    this.#options = options;
    const run = ({ id }: { id: string }, context: JobContext) => this.#derive(id, context);
    this.#job = options.jobs.define('derive', jobSchema, run, 'when-idle');
    options.files.onWhole(() => this.#takeUp());
    options.sessions.onClosed(() => this.#takeUp());
  }

  /** Before the jobs start. Goes on with what an earlier process left. */
  static async create(options: DerivationOptions): Promise<Derivation> {
    const derivation = new Derivation(options);
    await derivation.#tidy();
    derivation.#takeUp();
    return derivation;
  }

  /** What is to be made is noted in the database, and taken up at the next start. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#taking;
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

  /** Adds a job for each file that has none yet. */
  #takeUp(): void {
    if (this.#closed) return;
    const { records, node, logger } = this.#options;
    this.#taking = this.#taking.then(async () => {
      try {
        for (const id of await records.toDerive(node)) await this.#job.add(id, { id });
      } catch (error) {
        logger.warn({ err: error }, 'what is made of recordings and films waits for the next file or start');
      }
    });
  }

  async #derive(id: string, context: JobContext): Promise<void> {
    const { records, files } = this.#options;
    const source = await files.find(id);
    if (source) await this.#makeAll(source, context);
    await records.derived(id);
  }

  async #makeAll(source: LocatedFile, { signal, whileQuiet }: JobContext): Promise<void> {
    const { folder: root, files, records, reserveBytes = LOCAL_FILES.reserveBytes } = this.#options;
    const folder = join(root, UNFINISHED, source.id);
    const gone = new AbortController();
    const watch = setInterval(() => void this.#endIfGone(source, gone), DERIVED.askEveryMs);
    const ending = AbortSignal.any([signal, gone.signal]);
    const path = join(folder, `source${extname(source.name)}`);
    const run: Work['run'] = (task) => whileQuiet((quiet) => task(AbortSignal.any([quiet, gone.signal])));
    try {
      await makeSureOfRoom(root, source.bytes ?? 0, reserveBytes);
      await mkdir(folder, { recursive: true });
      if (!(await files.copy(source.id, path, ending))) return;
      const work = { source, folder, path, run };
      const recipes = await this.#recipesFor(work, ending);
      const made = await records.madeOf(source.id);
      for (const recipe of recipes) await this.#make(recipe, work, { made, ending });
    } catch (error) {
      if (!(error instanceof Gone || gone.signal.aborted)) throw error;
    } finally {
      clearInterval(watch);
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #endIfGone({ id }: LocatedFile, gone: AbortController): Promise<void> {
    try {
      if (!(await this.#options.files.find(id))) gone.abort(new Gone('The recording or film was deleted.'));
    } catch (error) {
      this.#options.logger.debug({ err: error, file: id }, 'whether a file is still there could not be asked');
    }
  }

  /** None for a source that can't be read. */
  async #recipesFor({ source, path, run }: Work, ending: AbortSignal): Promise<Recipe[]> {
    let facts: FilmFacts | undefined;
    try {
      facts = await run((signal) => probeFilm(path, { signal }));
    } catch (error) {
      ending.throwIfAborted();
      if (!(error instanceof UnreadableFilm)) throw error;
      if (error.reason !== 'no-picture') {
        const { code, reason } = error;
        this.#options.logger.warn({ code, reason, file: source.id }, 'nothing can be made of a file');
        return [];
      }
    }
    return recipesFor(source, facts);
  }

  /** Makes one file, unless an earlier run did. */
  async #make(
    recipe: Recipe,
    work: Work,
    { made, ending }: { made: readonly LocatedFile[]; ending: AbortSignal },
  ): Promise<void> {
    const { folder, files, reserveBytes = LOCAL_FILES.reserveBytes, logger } = this.#options;
    const { kind, extension, contentType } = recipe;
    const { id: sourceId, sessionId, participantId, startedAt, endedAt, bytes } = work.source;
    const earlier = made.filter((file) => file.kind === kind);
    if (earlier.some(({ state }) => state !== 'growing')) return;
    for (const { id } of earlier) await files.remove(id);
    await makeSureOfRoom(folder, bytes ?? 0, reserveBytes);
    const out = join(work.folder, `${kind}.${extension}`);
    const about = await this.#attempt(recipe, work, { out, ending });
    if (!about) return;
    const id = randomUUID();
    const path = join(folder, `${id}.${extension}`);
    const whose = { sessionId, participantId: participantId ?? undefined, sourceId };
    await files.begin({ id, ...whose, kind, extension, contentType, startedAt, about, path }).catch(unlessGone);
    await rename(out, path);
    if (!(await files.finish({ id, path }, { endedAt: endedAt ?? startedAt }))) throw new Gone();
    logger.info({ file: id, kind, sourceId, sessionId }, 'file derived');
  }

  /** Undefined when there is nothing to be made, or it can't be made: the original has to do then. */
  async #attempt(
    recipe: Recipe,
    { source, path, run }: Work,
    { out, ending }: { out: string; ending: AbortSignal },
  ): Promise<Record<string, unknown> | undefined> {
    const { folder, reserveBytes = LOCAL_FILES.reserveBytes } = this.#options;
    for (let failures = 1; ; failures += 1) {
      try {
        return await run((signal) => recipe.make(path, out, { signal }));
      } catch (error) {
        ending.throwIfAborted();
        // A full disk is no fault of the file: the job waits until there is room again.
        if (!(error instanceof UnreadableFilm)) await makeSureOfRoom(folder, 0, reserveBytes);
        if (!(error instanceof UnreadableFilm) && failures < DERIVED.tries) continue;
        const { code, reason } = error instanceof UnreadableFilm ? error : { code: 'internal', reason: undefined };
        const what = { code, reason, kind: recipe.kind, file: source.id, sessionId: source.sessionId };
        this.#options.logger.warn({ err: error, ...what }, 'a file can not be derived; it is left out');
        return undefined;
      }
    }
  }
}

/** @throws Gone in place of `not_found` */
function unlessGone(error: unknown): never {
  throw error instanceof SidelineError && error.code === 'not_found' ? new Gone() : error;
}
