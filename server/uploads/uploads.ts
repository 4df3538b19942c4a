/** What becomes of uploads outside of their bytes: they begin, are whole, listed, given up, tidied. */
import type { Logger } from 'pino';
import type { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { GUESSED, type Upload, type uploadWishSchema } from '../../shared/contract/uploads.ts';
import { filmTitle } from '../../shared/text/film-title.ts';
import { nameOfSentFilm } from '../files/buckets.ts';
import type { FileStore } from '../files/file-store.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { UPLOADS } from '../limits.ts';
import type { Activities } from '../records/activities.ts';
import type { StoredUpload, Uploads as UploadRecords } from '../records/uploads.ts';
import type { FilmFolder } from './film-folder.ts';

export interface UploadsOptions {
  records: UploadRecords;
  activities: Pick<Activities, 'find'>;
  folder: FilmFolder;
  /** Where films come to that browsers send past this server; undefined where they come to its disk. */
  store: Pick<FileStore, 'size'> | undefined;
  /** This server, whose disk films come to. */
  node: string;
  /** Judges a film; its key is the upload. */
  judging: JobKind<{ id: string }>;
  /** Films that came to the store may be noted to go there. */
  onRemoved(): void;
  /** How far the judging of a film is, where it is under way. */
  progressOf(id: string): Upload['progress'];
  logger: Logger;
}

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #tidying: NodeJS.Timeout;

  private constructor(options: UploadsOptions) {
    this.#options = options;
    this.#tidying = setInterval(() => void this.#tidyLater(), UPLOADS.tidyEveryMs);
    this.#tidying.unref();
  }

  /** Goes on with what an earlier process of this server left. */
  static async create(options: UploadsOptions): Promise<Uploads> {
    const uploads = new Uploads(options);
    await uploads.tidy();
    return uploads;
  }

  /**
   * @param sentToStore whether the film comes to the file store, past this server
   * @throws SidelineError `invalid_request` for an activity that is not there, `rate_limited`, `unauthenticated`
   */
  async begin(
    user: User,
    id: string,
    wish: z.infer<typeof uploadWishSchema>,
    bytes: number,
    sentToStore = false,
  ): Promise<void> {
    const { records, activities, node, logger } = this.#options;
    const { filename, activity: wanted, athlete, language } = wish;
    const activity = wanted === GUESSED ? undefined : await activities.find(user, wanted);
    if (wanted !== GUESSED && !activity) {
      throw new SidelineError('invalid_request', `There is no activity “${wanted}”.`);
    }
    const upload = { id, title: filmTitle(filename), activity, language, athlete, bytes, node, sentToStore };
    await records.create(user, upload, UPLOADS.unfinishedOfAPerson);
    logger.info({ sessionId: id, userId: user.id, bytes }, 'upload began');
  }

  /** @throws SidelineError `not_found` unless the upload is this user's and its bytes come to this server */
  async admit(user: Pick<User, 'id'>, id: string): Promise<void> {
    const upload = await this.ownedBy(user, id);
    if (upload.status === 'uploading') await this.#takeIfWhole(upload);
  }

  /** @throws SidelineError `not_found` unless there is such an upload of this user */
  async ownedBy(user: Pick<User, 'id'>, id: string): Promise<StoredUpload> {
    const upload = await this.#options.records.find(id);
    if (!upload || upload.ownerId !== user.id) throw noSuchUpload();
    return upload;
  }

  /**
   * Whoever sent a film says that all of it is there.
   * @throws SidelineError `not_found` unless it is this user's, `out_of_order` when it is not all there, `storage_unavailable`
   */
  async arrived(user: User, id: string): Promise<void> {
    const upload = await this.ownedBy(user, id);
    if (upload.status === 'uploading' && !(await this.#takeIfWhole(upload))) {
      throw new SidelineError('out_of_order', 'Not all of the film is there yet.');
    }
  }

  /** All of the film is here. @throws SidelineError `storage_unavailable` */
  async whole(id: string): Promise<void> {
    const { records, judging, logger } = this.#options;
    if (!(await records.moved(id, 'uploading', 'queued'))) return;
    logger.info({ sessionId: id }, 'upload is whole');
    await judging.add(id, { id });
  }

  async list(user: User): Promise<Upload[]> {
    const { records } = this.#options;
    return Promise.all((await records.list(user, UPLOADS.listed)).map((upload) => this.#toUpload(upload)));
  }

  /**
   * Gives up what is not judged yet: its row, its bytes and the work on it are gone.
   * @throws SidelineError `not_found` unless it is this user's and not over
   */
  async remove(user: User, id: string): Promise<void> {
    const { records, logger } = this.#options;
    if (!(await records.remove(user, id))) throw noSuchUpload();
    await this.abandon(id);
    logger.info({ sessionId: id, userId: user.id }, 'upload was given up');
  }

  /** Gives up all films of a person that are not judged yet. */
  async removeAll(user: User): Promise<void> {
    for (const { id, status } of await this.#options.records.list(user, UPLOADS.listed)) {
      if (status !== 'ended') await this.remove(user, id);
    }
  }

  /** Ends all work on a film whose row is gone, and removes its bytes. */
  async abandon(id: string): Promise<void> {
    await this.#options.judging.cancel(id);
    await this.#options.folder.drop(id);
    this.#options.onRemoved();
  }

  /** Takes up what waits, removes what nobody goes on with, and files that no upload is for. */
  async tidy(): Promise<void> {
    const { records, folder, node, judging, logger } = this.#options;
    const unfinished = await records.unfinishedOf(node);
    for (const upload of unfinished) {
      if (upload.status !== 'uploading') await judging.add(upload.id, { id: upload.id });
      else if (await this.#takeUnlessAway(upload)) continue;
      else if (await this.#isForgotten(upload)) {
        logger.info({ sessionId: upload.id }, 'an upload that nobody went on with is removed');
        await records.remove({ id: upload.ownerId }, upload.id);
        await folder.drop(upload.id);
      }
    }
    await this.#removeStrays();
  }

  close(): void {
    clearInterval(this.#tidying);
  }

  async #removeStrays(): Promise<void> {
    const { records, folder } = this.#options;
    for (const id of await folder.ids()) {
      const upload = await records.find(id);
      if (!upload || upload.status === 'failed') await folder.drop(id);
      else if (upload.status === 'ended') await folder.close(id);
    }
  }

  /** A crash, or a database that was away, may have come between the last byte and the row. */
  async #takeIfWhole({ id, upload }: StoredUpload): Promise<boolean> {
    const { folder, store } = this.#options;
    const bytes = upload.sentToStore ? await store?.size(nameOfSentFilm(id)) : (await folder.received(id))?.bytes;
    if (bytes !== upload.bytes) return false;
    await this.whole(id);
    return true;
  }

  /** A store that is away does not keep a server from starting, or from tidying what is its own. */
  async #takeUnlessAway(upload: StoredUpload): Promise<boolean> {
    try {
      return await this.#takeIfWhole(upload);
    } catch (error) {
      if (!upload.upload.sentToStore) throw error;
      this.#options.logger.warn(
        { err: error, sessionId: upload.id },
        'the file store does not say whether a film is there',
      );
      return false;
    }
  }

  async #isForgotten({ id, createdAt }: StoredUpload): Promise<boolean> {
    const received = await this.#options.folder.received(id);
    return Date.now() - (received?.changedAt ?? Date.parse(createdAt)) > UPLOADS.unfinishedKeptMs;
  }

  async #tidyLater(): Promise<void> {
    try {
      await this.tidy();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'uploads could not be tidied, trying again later');
    }
  }

  async #toUpload({ id, title, status, createdAt, activityName, upload, failure }: StoredUpload): Promise<Upload> {
    const { folder, progressOf } = this.#options;
    const received = status === 'uploading' ? ((await folder.received(id))?.bytes ?? 0) : upload.bytes;
    const progress = status === 'analysing' ? progressOf(id) : null;
    const { bytes, nobody } = upload;
    return { id, title, status, createdAt, activityName, bytes, received, progress, failure, nobody };
  }
}

const noSuchUpload = () => new SidelineError('not_found', 'There is no such upload.');
