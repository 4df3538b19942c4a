/** Where recordings, films and what is made of them are kept: one interface, a local folder or Supabase Storage behind it. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/**
 * Name of a kept file: parts of a path such as `sessions/ID/part-1.webm`. Each part begins with a letter or digit, so
 * that no name leads out of the store or hides in it, and no name that a person chose ever becomes one.
 */
export const fileNameSchema = z
  .string()
  .max(300)
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}(\/[a-z0-9][a-z0-9._-]{0,99}){0,7}$/);

/** Bytes from `start` to `end`, both included, as in HTTP's `Range: bytes=`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** What lets a transfer that was cut off go on where it stopped, also in another process. */
export interface Transfer {
  /** Address of the unfinished transfer, if there is one. */
  url: string | undefined;
  /** Called as soon as the address is known, before bytes are sent. */
  keep(url: string): Promise<void>;
}

export interface PutOptions {
  contentType: string;
  transfer?: Transfer;
  /** Whether the store may take the local file itself, so that nothing is copied where both are on one disk. */
  move?: boolean;
  /** Gives the transfer up. */
  signal?: AbortSignal;
}

/**
 * Every method throws SidelineError: `invalid_request` for a name that no file can have, `storage_unavailable` when
 * the store can't be reached, refuses or is full.
 */
export interface FileStore {
  /**
   * Keeps a copy of the local file at `source`, in place of what had the name before. It can be read when this resolves,
   * and nothing of it can be read before.
   * @returns whether the local file itself was taken (see `move`), and is gone from where it was
   * @throws also SidelineError `too_large` when the store takes no file of this size
   */
  put(name: string, source: string, options: PutOptions): Promise<boolean>;
  /** Size in bytes; undefined when there is no such file. */
  size(name: string): Promise<number | undefined>;
  /**
   * The file's bytes, or those of a range, which is cut at the file's end.
   * @throws also SidelineError `not_found`; `invalid_request` for a range that begins behind the end
   */
  open(name: string, range?: ByteRange): Promise<Readable>;
  /**
   * An address at which anybody reads the file for `seconds`; undefined when the store has no address of its own and
   * the server hands the file out.
   * @throws also SidelineError `not_found`
   */
  link(name: string, seconds: number): Promise<string | undefined>;
  /**
   * Such addresses for many files at once, by name, without those that are not there; undefined when the store has no addresses.
   */
  links(names: readonly string[], seconds: number): Promise<ReadonlyMap<string, string> | undefined>;
  /** A file that is not there is no error. */
  remove(names: readonly string[]): Promise<void>;
}

/** SHA-256 of what can be read, in hexadecimal. */
export async function sha256Of(bytes: Readable, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(bytes, hash, { signal });
  return hash.digest('hex');
}
