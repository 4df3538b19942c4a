/** Lessons over a session: their log comes at once, their voice piece by piece; then they are listed, cut, removed. */
import { open, rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { modelNamed } from '../../shared/athlete/index.ts';
import type { Clip } from '../../shared/contract/clips.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import {
  LESSON_SOUND_TYPE,
  type Lesson,
  type LessonChange,
  type Lessons as LessonList,
  type LessonLog,
  type lessonSoundSchema,
  type NewLesson,
  SHORTEST_LESSON_MS,
} from '../../shared/contract/lessons.ts';
import type { User } from '../../shared/contract/rest.ts';
import { keptOf, lengthOf } from '../../shared/lesson/cuts.ts';
import { LESSONS } from '../limits.ts';
import type { Lessons as LessonRecords, SeenLesson, StoredLesson } from '../records/lessons.ts';
import type { Files } from '../sessions/files.ts';
import type { Clips } from './clips.ts';

/** Where voices arrive. */
export interface VoiceFolder {
  pathOf(id: string): string;
  received(id: string): Promise<{ bytes: number; changedAt: number } | undefined>;
  ids(): Promise<string[]>;
  /** The voice goes to the store from here; what was kept beside it is removed. */
  close(id: string): Promise<void>;
  drop(id: string): Promise<void>;
}

export interface LessonsOptions {
  records: LessonRecords;
  files: Pick<Files, 'find' | 'list' | 'begin' | 'finish' | 'removed'>;
  folder: VoiceFolder;
  /** Films of lessons are clips. */
  clips: Pick<Clips, 'createOfLesson'>;
  /** This server, whose disk voices come to. */
  node: string;
  logger: Logger;
}

export class Lessons {
  readonly #options: LessonsOptions;
  readonly #tidying: NodeJS.Timeout;

  private constructor(options: LessonsOptions) {
    this.#options = options;
    this.#tidying = setInterval(() => void this.#tidyLater(), LESSONS.tidyEveryMs);
    this.#tidying.unref();
  }

  /** Goes on with what an earlier process of this server left. */
  static async create(options: LessonsOptions): Promise<Lessons> {
    const lessons = new Lessons(options);
    await lessons.tidy();
    return lessons;
  }

  /**
   * A lesson whose voice is to come by `begin`. The same again takes its place until then.
   * @throws SidelineError `not_found`, `forbidden`, `already_exists`, `too_large`, `rate_limited`, `invalid_request` for a model athlete that there
   * is none of
   */
  async create(user: User, sessionId: string, lesson: NewLesson): Promise<Lesson> {
    const { records, node, logger } = this.#options;
    const isKnown = ({ log }: NewLesson) =>
      log.every(
        (entry) => entry.kind !== 'compare' || !entry.with || !('model' in entry.with) || modelNamed(entry.with.model),
      );
    if (!isKnown(lesson)) throw new SidelineError('invalid_request', 'There is no such model athlete.');
    await records.add(user, sessionId, lesson, node);
    logger.info({ lesson: lesson.id, sessionId, userId: user.id, entries: lesson.log.length }, 'lesson was begun');
    const made = (await this.list(user, sessionId)).lessons.find(({ id }) => id === lesson.id);
    if (!made) throw noSuchLesson();
    return made;
  }

  /** @throws SidelineError `not_found` */
  async list(user: User, sessionId: string): Promise<LessonList> {
    const { records, files } = this.#options;
    const [lessons, makesOf] = await Promise.all([records.list(user, sessionId), records.makesOf(user, sessionId)]);
    if (lessons.length === 0) return { lessons: [], makesOf };
    const urls = new Map((await files.list(user, sessionId)).map(({ id, url }) => [id, url]));
    return { lessons: lessons.map((lesson) => shown(lesson, urls.get(lesson.id) ?? null)), makesOf };
  }

  /** What was done in a lesson. @throws SidelineError `not_found` */
  async log(user: User, sessionId: string, id: string): Promise<LessonLog> {
    const lesson = await this.#options.records.seen(user, id);
    const log = lesson?.sessionId === sessionId ? await this.#options.records.log(id) : undefined;
    if (!log) throw noSuchLesson();
    return log;
  }

  /**
   * Names and cuts a lesson.
   * @throws SidelineError `not_found`, `forbidden` for all but who made it and the session's owner, `invalid_request` where nothing is left
   */
  async change(user: User, sessionId: string, id: string, change: LessonChange): Promise<void> {
    const { records, logger } = this.#options;
    const { durationMs } = await this.own(user, sessionId, id);
    if (lengthOf(keptOf(durationMs, change.cuts)) < SHORTEST_LESSON_MS) {
      throw new SidelineError('invalid_request', 'Nothing would be left of the lesson. Delete it instead.');
    }
    await records.change(id, change);
    logger.info({ lesson: id, sessionId, userId: user.id, cuts: change.cuts.length }, 'lesson was changed');
  }

  /**
   * Asks for a film of a lesson as it is cut now; it is listed, shared and removed as a clip.
   * @throws SidelineError `not_found`, `forbidden` for all but who made it and the session's owner, `out_of_order` while its voice is not
   * here, `too_large` and `rate_limited` for too many
   */
  async film(user: User, sessionId: string, id: string): Promise<Clip> {
    const lesson = await this.own(user, sessionId, id);
    if (lesson.state !== 'ready') throw new SidelineError('out_of_order', 'The voice of this lesson is not here yet.');
    return this.#options.clips.createOfLesson(user, lesson);
  }

  /** @throws SidelineError `not_found`, `forbidden` for all but who made it and the session's owner */
  async remove(user: User, sessionId: string, id: string): Promise<void> {
    const { records, files, folder, logger } = this.#options;
    const { state } = await this.own(user, sessionId, id);
    await records.remove(id);
    if (state === 'arriving') await folder.drop(id);
    files.removed();
    logger.info({ lesson: id, sessionId, userId: user.id }, 'lesson was deleted');
  }

  /** The lesson, for who may decide about it. @throws SidelineError `not_found`, `forbidden` */
  async own(user: User, sessionId: string, id: string): Promise<SeenLesson> {
    const lesson = await this.#options.records.seen(user, id);
    if (lesson?.sessionId !== sessionId) throw noSuchLesson();
    if (!lesson.own) {
      throw new SidelineError('forbidden', 'Only who made a lesson, or the owner of the session, can do that.');
    }
    return lesson;
  }

  /** The voice begins to come. @throws SidelineError `not_found`, `out_of_order`, `invalid_request` for another size than was said */
  async begin(user: User, id: string, _wish: z.infer<typeof lessonSoundSchema>, bytes: number): Promise<void> {
    const { soundBytes, state } = await this.#arriving(user, id);
    if (state !== 'arriving') throw new SidelineError('out_of_order', 'This lesson has its voice already.');
    if (bytes !== soundBytes)
      throw new SidelineError('invalid_request', `The voice was said to have ${soundBytes} bytes.`);
  }

  /** @throws SidelineError `not_found` unless the lesson is this user's and its voice comes to this server */
  async admit(user: User, id: string): Promise<void> {
    const lesson = await this.#arriving(user, id);
    if (lesson.state === 'arriving') await this.#takeIfWhole(lesson);
  }

  /** All of the voice is here. @throws SidelineError `invalid_request` for what is no sound; `storage_unavailable` */
  async whole(id: string): Promise<void> {
    const lesson = await this.#options.records.find(id);
    if (lesson?.state === 'arriving') await this.#take(lesson);
  }

  /** Takes up voices that are whole, removes what nobody goes on with, and files that no lesson is for. */
  async tidy(): Promise<void> {
    const { records, folder, node, logger } = this.#options;
    for (const lesson of await records.arrivingAt(node)) {
      try {
        await this.#tidyArriving(lesson);
      } catch (error) {
        // One that can't be taken up keeps neither the others nor the server waiting.
        logger.warn({ err: error, lesson: lesson.id }, 'the voice of a lesson could not be taken up');
      }
    }
    for (const id of await folder.ids()) {
      const lesson = await records.find(id);
      if (!lesson) await folder.drop(id);
      else if (lesson.state === 'ready') await folder.close(id);
    }
  }

  close(): void {
    clearInterval(this.#tidying);
  }

  async #tidyArriving(lesson: StoredLesson): Promise<void> {
    const { records, folder, logger } = this.#options;
    if (await this.#takeIfWhole(lesson)) return;
    const received = await folder.received(lesson.id);
    const since = received?.changedAt ?? Date.parse(lesson.createdAt);
    if (Date.now() - since <= LESSONS.arrivingKeptMs) return;
    logger.info({ lesson: lesson.id }, 'a lesson whose voice nobody went on with is removed');
    await records.remove(lesson.id);
  }

  async #arriving(user: User, id: string): Promise<StoredLesson> {
    const lesson = await this.#options.records.find(id);
    if (!lesson || lesson.userId !== user.id) throw noSuchLesson();
    return lesson;
  }

  /** A crash, or a database that was away, may have come between the last byte and the row. */
  async #takeIfWhole(lesson: StoredLesson): Promise<boolean> {
    const received = await this.#options.folder.received(lesson.id);
    if (received?.bytes !== lesson.soundBytes) return false;
    await this.#take(lesson);
    return true;
  }

  async #take({ id, sessionId, participantId, from, to, durationMs }: StoredLesson): Promise<void> {
    const { records, files, folder, logger } = this.#options;
    const path = folder.pathOf(id);
    const before = await files.find(id);
    if (!before && !(await isMp4(path))) {
      await records.remove(id);
      await folder.drop(id);
      throw new SidelineError('invalid_request', 'This is no sound that a lesson can have.');
    }
    if (!before) {
      const whose = { sessionId, participantId: participantId ?? undefined };
      const about = { durationMs };
      await files.begin({
        ...{ id, ...whose, kind: 'lesson', extension: 'm4a', contentType: LESSON_SOUND_TYPE, startedAt: from },
        ...{ about, path },
      });
    }
    // An earlier run may have come further.
    if (!before || before.state === 'growing') await files.finish({ id, path }, { endedAt: to });
    if (!(await records.ready(id))) await rm(path, { force: true });
    await folder.close(id);
    logger.info({ lesson: id, sessionId }, 'lesson is whole');
  }

  async #tidyLater(): Promise<void> {
    try {
      await this.tidy();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'lessons could not be tidied, trying again later');
    }
  }
}

const noSuchLesson = () => new SidelineError('not_found', 'There is no such lesson.');

function shown(
  { id, title, participantId, durationMs, cuts, maker, own, state, createdAt }: SeenLesson,
  url: string | null,
): Lesson {
  return {
    ...{ id, title, participantId, durationMs, cuts, maker, own, state, createdAt },
    url: state === 'ready' ? url : null,
  };
}

const FIRST_BOX_BYTES = 8;

/** Whether a file begins as MP4 does (ISO/IEC 14496-12). What is in it, only a process of its own looks at. */
async function isMp4(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BOX_BYTES), 0, FIRST_BOX_BYTES, 0);
    return bytesRead === FIRST_BOX_BYTES && buffer.toString('latin1', 4, FIRST_BOX_BYTES) === 'ftyp';
  } finally {
    await file.close();
  }
}
