/** The folder that films arrive in, piece by piece, until they are judged. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { z } from 'zod';
import { LOCAL_FILES, UPLOADS } from '../limits.ts';
import { makeSureOfRoom } from '../support/room.ts';

export interface FilmFolderOptions {
  path: string;
  /** Free bytes that films leave on the disk, for the database above all. */
  reserveBytes?: number;
}

/** What tus keeps beside each film. */
const SIDECAR = '.json';

export class FilmFolder extends FileStore {
  readonly #reserveBytes: number;

  private constructor({ path, reserveBytes = LOCAL_FILES.reserveBytes }: FilmFolderOptions) {
    super({ directory: path });
    this.#reserveBytes = reserveBytes;
  }

  static async create(options: FilmFolderOptions): Promise<FilmFolder> {
    await mkdir(options.path, { recursive: true, mode: 0o700 });
    return new FilmFolder(options);
  }

  /** Of a film, or of what is here of it. @param id of its upload, a UUID */
  pathOf(id: string): string {
    return join(this.directory, z.uuid().parse(id));
  }

  /** Of the keypoints of its athlete while it is judged: what is done, and where to go on. */
  trackOf(id: string): string {
    return `${this.pathOf(id)}.track.jsonl`;
  }

  /** What the paths of the pieces of its track begin with, another time each time: a number follows. */
  piecesOf(id: string): string {
    return `${this.pathOf(id)}.${randomUUID()}`;
  }

  /** What is here of a film; undefined when nothing is. */
  async received(id: string): Promise<{ bytes: number; changedAt: number } | undefined> {
    const about = await stat(this.pathOf(id)).catch(unlessMissing);
    return about && { bytes: about.size, changedAt: about.mtimeMs };
  }

  /** Ids of all films that something is here of. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.directory);
    return [...new Set(names.map((name) => name.split('.')[0] ?? ''))].filter((id) => z.uuid().safeParse(id).success);
  }

  /** @throws SidelineError `storage_unavailable` unless `bytes` more leave enough free */
  makeSureOfRoom(bytes: number): Promise<void> {
    return makeSureOfRoom(this.directory, bytes, this.#reserveBytes);
  }

  /** More of a film, behind what is here of it. @throws SidelineError `storage_unavailable`, errors of what is read */
  async append(id: string, bytes: Readable): Promise<void> {
    const here = await this.received(id);
    if (!here) await writeFile(this.pathOf(id), '', { mode: 0o600 });
    await this.write(bytes, id, here?.bytes ?? 0);
  }

  /** It is judged: film and pieces of its track go to the store from here, and the rest is removed. */
  async close(id: string): Promise<void> {
    for (const path of [`${this.pathOf(id)}${SIDECAR}`, this.trackOf(id)]) await rm(path, { force: true });
  }

  /** Pieces of its track that were written. */
  async dropPieces(id: string): Promise<void> {
    await this.#drop(id, '.track');
  }

  /** All that is here of it. One that is not there is no error. */
  async drop(id: string): Promise<void> {
    await this.#drop(id, '');
    // Last, so that what belongs to a film is found as long as it is not all gone.
    await rm(this.pathOf(id), { force: true });
  }

  async #drop(id: string, ending: string): Promise<void> {
    for (const name of await readdir(this.directory)) {
      if (name.startsWith(`${id}.`) && name.endsWith(ending)) await rm(join(this.directory, name), { force: true });
    }
  }

  /** As `FileStore` does, but no disk is filled up, and what came until then is kept: an upload goes on there. */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    let received = 0;
    let checkAt = 0;
    const check = async (chunk: Buffer) => {
      if (received >= checkAt) {
        checkAt = received + UPLOADS.roomCheckedEveryBytes;
        await this.makeSureOfRoom(UPLOADS.roomCheckedEveryBytes);
      }
      received += chunk.length;
    };
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        check(chunk).then(
          () => done(null, chunk),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });
    await pipeline(readable, counting, createWriteStream(this.pathOf(id), { flags: 'r+', start: offset, flush: true }));
    return offset + received;
  }
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
