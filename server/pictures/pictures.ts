/** Pictures of people: what a person gives is made anew, small and square, in a process of its own, and nothing else of it is kept. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { PictureOf } from '../../shared/contract/pictures.ts';
import type { User } from '../../shared/contract/rest.ts';
import { nameOfPicture } from '../files/buckets.ts';
import type { FileStore } from '../files/file-store.ts';
import { FILE_LINK, PICTURES } from '../limits.ts';
import type { KeptPicture, Pictures as PictureRecords } from '../records/pictures.ts';
import { Places } from '../support/places.ts';
import { runTask } from '../support/task-process.ts';
import { jpegSize } from './jpeg-size.ts';

const PROGRAM = new URL('./process/main.boot.mjs', import.meta.url);

export interface PicturesOptions {
  records: PictureRecords;
  store: FileStore;
  /** A file is to be removed from the store, as the database has noted. */
  onRemoved(): void;
  logger: Logger;
}

/** Every method throws SidelineError `storage_unavailable` when database or file store can't serve. */
export class Pictures {
  readonly #options: PicturesOptions;
  readonly #places = new Places(PICTURES.atOnce);

  constructor(options: PicturesOptions) {
    this.#options = options;
  }

  /**
   * @param given a JPEG
   * @throws also SidelineError `invalid_request` for what is none, can't be read or is too large in pixels; `rate_limited`
   */
  async set(user: User, given: Buffer): Promise<void> {
    const size = jpegSize(given);
    if (!size) throw new SidelineError('invalid_request', 'This is no picture in JPEG form.');
    if (Math.max(size.width, size.height) > PICTURES.longestSidePx || Math.min(size.width, size.height) === 0) {
      throw new SidelineError('invalid_request', `A picture has 1 to ${PICTURES.longestSidePx} pixels on each side.`);
    }
    const leave = this.#places.take();
    if (!leave) throw new SidelineError('rate_limited', 'Many pictures come in at the moment. Try again.');
    try {
      const signal = AbortSignal.timeout(PICTURES.madeWithinMs);
      const made = await runTask<Uint8Array, never, Uint8Array>(PROGRAM, given, { signal });
      await this.#keep(user, Buffer.from(made));
    } finally {
      leave();
    }
  }

  async remove(user: User): Promise<void> {
    await this.#options.records.set(user, null);
    this.#options.onRemoved();
  }

  async of(user: User): Promise<string | null> {
    const kept = await this.#options.records.of(user);
    const [shown] = kept ? await this.#shown([kept]) : [];
    return shown?.picture ?? null;
  }

  async known(user: User): Promise<PictureOf[]> {
    return await this.#shown(await this.#options.records.known(user));
  }

  async inSession(user: User, sessionId: string): Promise<PictureOf[]> {
    return await this.#shown(await this.#options.records.inSession(user, sessionId));
  }

  /** First the file, then the row that names it: a row never names a file that is not there. */
  async #keep(user: User, picture: Buffer): Promise<void> {
    const { records, store, onRemoved, logger } = this.#options;
    const name = nameOfPicture(user.id, randomUUID());
    const folder = await mkdtemp(join(tmpdir(), 'sideline-picture-'));
    try {
      const path = join(folder, 'picture.jpg');
      await writeFile(path, picture);
      await store.put(name, path, { contentType: 'image/jpeg' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    try {
      const sha256 = createHash('sha256').update(picture).digest('hex');
      await records.set(user, { name, bytes: picture.length, sha256 });
    } catch (error) {
      await store
        .remove([name])
        .catch((cause: unknown) => logger.warn({ err: cause, file: name }, 'a picture that is nobody’s stays'));
      throw error;
    }
    onRemoved();
  }

  /** With the addresses that the store gives, or as an address that holds the picture itself. One that was replaced meanwhile is left out. */
  async #shown(kept: readonly KeptPicture[]): Promise<PictureOf[]> {
    if (kept.length === 0) return [];
    const { store } = this.#options;
    const names = kept.map(({ name }) => name);
    const links = await store.links(names, FILE_LINK.seconds);
    const shown = kept.map(async ({ id, name }) => ({
      id,
      picture: links ? links.get(name) : await dataUrl(store, name),
    }));
    return (await Promise.all(shown)).flatMap(({ id, picture }) => (picture === undefined ? [] : [{ id, picture }]));
  }
}

/** @returns undefined when there is no such file */
async function dataUrl(store: FileStore, name: string): Promise<string | undefined> {
  try {
    return `data:image/jpeg;base64,${(await buffer(await store.open(name))).toString('base64')}`;
  } catch (error) {
    if (error instanceof SidelineError && error.code === 'not_found') return undefined;
    throw error;
  }
}
