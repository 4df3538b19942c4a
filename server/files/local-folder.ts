/** Files in a folder of this machine. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SidelineError } from '../../shared/contract/errors.ts';
import { LOCAL_FILES } from '../limits.ts';
import { type ByteRange, type FileStore, fileNameSchema, type PutOptions } from './file-store.ts';

/** Holds copies that are not whole yet. Begins with a dot, so that it is no file's name. */
const UNFINISHED = '.unfinished';

export interface LocalFolderOptions {
  /** Free bytes that a new file leaves on the disk, for the database above all. */
  reserveBytes?: number;
}

export class LocalFolder implements FileStore {
  readonly #root: string;
  readonly #reserveBytes: number;

  private constructor(root: string, reserveBytes: number) {
    this.#root = root;
    this.#reserveBytes = reserveBytes;
  }

  /** Makes the folder if need be, and removes what an earlier process left unfinished. */
  static async create(
    root: string,
    { reserveBytes = LOCAL_FILES.reserveBytes }: LocalFolderOptions = {},
  ): Promise<LocalFolder> {
    const unfinished = join(root, UNFINISHED);
    await mkdir(unfinished, { recursive: true });
    for (const name of await readdir(unfinished)) {
      const path = join(unfinished, name);
      const about = await stat(path).catch(unlessMissing);
      // Another server may share the folder and be writing.
      if (about && Date.now() - about.mtimeMs > LOCAL_FILES.unfinishedKeptMs) await rm(path, { force: true });
    }
    return new LocalFolder(root, reserveBytes);
  }

  async put(name: string, source: string, { move = false, signal }: PutOptions): Promise<boolean> {
    const path = this.#path(name);
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    return reporting(async () => {
      if (move && (await this.#take(source, path))) return true;
      const { size } = await stat(source);
      const disk = await statfs(this.#root);
      if (disk.bavail * disk.bsize - size < this.#reserveBytes) {
        throw new SidelineError('storage_unavailable', 'The disk of the server is full; nothing was kept.');
      }
      try {
        await pipeline(createReadStream(source), createWriteStream(unfinished, { flags: 'wx', flush: true }), {
          signal,
        });
        await mkdir(dirname(path), { recursive: true });
        await rename(unfinished, path);
        await sync(dirname(path));
      } finally {
        await rm(unfinished, { force: true });
      }
      return false;
    });
  }

  /** @returns false when the file is on another disk */
  async #take(source: string, path: string): Promise<boolean> {
    await sync(source);
    await mkdir(dirname(path), { recursive: true });
    try {
      await rename(source, path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EXDEV') return false;
      throw error;
    }
    await sync(dirname(path));
    return true;
  }

  async size(name: string): Promise<number | undefined> {
    const path = this.#path(name);
    return reporting(async () => (await stat(path).catch(unlessMissing))?.size);
  }

  async open(name: string, range?: ByteRange): Promise<Readable> {
    const path = this.#path(name);
    const handle = await reporting(() => open(path).catch(unlessMissing));
    if (!handle) throw noSuchFile();
    const size = await reporting(async () => (await handle.stat()).size);
    if (range && (range.start >= size || range.end < range.start)) {
      await handle.close();
      throw outsideOfFile();
    }
    return handle.createReadStream(range);
  }

  async link(name: string): Promise<undefined> {
    if ((await this.size(name)) === undefined) throw noSuchFile();
  }

  async links(): Promise<undefined> {
    return undefined;
  }

  async remove(names: readonly string[]): Promise<void> {
    const paths = names.map((name) => this.#path(name));
    await reporting(async () => {
      await Promise.all(paths.map((path) => rm(path, { force: true }).catch(unlessMissing)));
      // Nothing is left of a session whose files are gone. Who puts a file there at this moment tries again.
      for (const folder of new Set(paths.map(dirname))) {
        if (folder !== this.#root) await rmdir(folder).catch(unlessInUse);
      }
    });
  }

  #path(name: string): string {
    return join(this.#root, parseName(name));
  }
}

/** @throws SidelineError `invalid_request` */
export function parseName(name: string): string {
  const parsed = fileNameSchema.safeParse(name);
  if (!parsed.success) throw new SidelineError('invalid_request', 'No file can have this name.');
  return parsed.data;
}

export const noSuchFile = () => new SidelineError('not_found', 'There is no such file.');

export const outsideOfFile = () => new SidelineError('invalid_request', 'The file ends before these bytes.');

/** What was written to a file lasts over a power cut only once it is on the disk, and a rename once its folder is. */
async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function unlessInUse(error: unknown): void {
  if (!isMissing(error) && !(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
}

/** Failures of the disk get the stable code; the cause goes to the log. */
async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SidelineError) throw error;
    throw new SidelineError('storage_unavailable', "The server can't keep or read files just now; try again soon.", {
      cause: error,
    });
  }
}
