/** The folder that films arrive in, piece by piece, until they are judged. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
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

  /** Of the keypoints of its athlete. */
  trackOf(id: string): string {
    return `${this.pathOf(id)}.track.jsonl`;
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

  /** Nothing is added to it any more; film and track go to the store from here. */
  async close(id: string): Promise<void> {
    await rm(`${this.pathOf(id)}${SIDECAR}`, { force: true });
  }

  /** What came of it, and what tus needs to go on. One that is not there is no error. */
  async drop(id: string): Promise<void> {
    const track = this.trackOf(id);
    for (const path of [`${this.pathOf(id)}${SIDECAR}`, `${track}.part`, track, this.pathOf(id)]) {
      await rm(path, { force: true });
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
