/** The files of sessions for everyone outside of records and store: they grow, are stored, listed, and read by those who may. */
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, link, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type SessionFileItem, sessionFileSchema } from '../../shared/contract/files.ts';
import type { SessionListItem, User } from '../../shared/contract/rest.ts';
import type { Storage } from '../../shared/contract/storage.ts';
import type { FileRemover } from '../files/file-remover.ts';
import type { ByteRange, FileStore } from '../files/file-store.ts';
import { measureFile, type Outbox } from '../files/outbox.ts';
import { SignedToken } from '../identity/signed-token.ts';
import { FILE_LINK } from '../limits.ts';
import type {
  FinishedFile,
  ListedFile,
  LocatedFile,
  NewFile,
  SessionFile,
  SessionFiles,
} from '../records/session-files.ts';
import type { Storage as StorageRecords } from '../records/storage.ts';

const claimsSchema = z.looseObject({ sub: z.uuid(), file: z.uuid() });

/** A file that may be read now. */
export interface ReadableFile {
  file: SessionFile;
  /** Bytes that can be read; a growing file has more a moment later. */
  size: number;
  /** @param range within the size */
  open(range?: ByteRange): Promise<Readable>;
}

export interface FilesOptions {
  records: SessionFiles;
  storage: Pick<StorageRecords, 'of' | 'keep'>;
  store: FileStore;
  outbox: Outbox;
  remover: FileRemover;
  /** Signs the links. */
  secret: Uint8Array;
  /** This server, on whose disk files grow. */
  node: string;
  /** For how long files are kept after a session, in days; 0 for ever. */
  keepDays: number;
}

export class Files {
  readonly #options: FilesOptions;
  readonly #tokens: SignedToken<typeof claimsSchema>;
  #whole: () => void = () => undefined;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#tokens = new SignedToken({ secret: options.secret, audience: 'sideline:file', claims: claimsSchema });
  }

  /**
   * To be called before the first byte is written, so that a crash leaves no file that nobody knows of.
   * @throws SidelineError `not_found` when the session is gone, `storage_unavailable`
   */
  begin(file: Omit<NewFile, 'node'>): Promise<LocatedFile> {
    return this.#options.records.begin({ ...file, node: this.#options.node });
  }

  /** Called whenever a file has become whole. */
  onWhole(listener: () => void): void {
    this.#whole = listener;
  }

  /** Whoever asks; undefined when there is no such file. */
  find(id: string): Promise<LocatedFile | undefined> {
    return this.#options.records.located(id);
  }

  /** All files of the session, as they began; whoever asks. */
  ofSession(sessionId: string): Promise<LocatedFile[]> {
    return this.#options.records.ofSession(sessionId);
  }

  /** @returns false when the file was removed, and what writes it should give up */
  grew(id: string, known: Parameters<SessionFiles['grew']>[1]): Promise<boolean> {
    return this.#options.records.grew(id, known);
  }

  /**
   * The file is whole, and will be in the store whatever happens: also after a crash, at once or later.
   * @returns false when it was removed meanwhile
   * @throws SidelineError `storage_unavailable`; errors of reading the file
   */
  async finish(
    { id, path }: { id: string; path: string },
    known: Pick<FinishedFile, 'startedAt' | 'endedAt' | 'about'>,
  ) {
    const { records, outbox } = this.#options;
    const measured = await measureFile(path).catch(async (error: unknown) => {
      if (await records.located(id)) throw error;
    });
    if (measured && (await records.finish(id, { ...known, ...measured }))) {
      outbox.wake();
      this.#whole();
      return true;
    }
    // Whoever wrote it may have made it after it was removed.
    if (!(await records.located(id))) await rm(path, { force: true });
    return false;
  }

  /**
   * Puts a whole file at `path`: a second name of it while it is on this server's disk, a copy from the store afterwards. What
   * is there stays when the file is moved or removed.
   * @returns false when there is nothing to be had of it any more
   * @throws SidelineError `storage_unavailable`; the signal's reason; Error when the disk takes no more
   */
  async copy(id: string, path: string, signal: AbortSignal): Promise<boolean> {
    // It may go from the disk to the store between the question and the answer.
    return (await this.#copy(id, path, signal)) ?? (await this.#copy(id, path, signal)) ?? false;
  }

  /** Undefined when the file is not where its row says. */
  async #copy(id: string, path: string, signal: AbortSignal): Promise<boolean | undefined> {
    const { records, store, node } = this.#options;
    const file = await records.located(id);
    if (!file || file.state === 'lost' || file.state === 'growing') return false;
    await rm(path, { force: true });
    if (file.path !== null && file.node === node) {
      // Some disks know no second names.
      const copied = link(file.path, path).catch(() => copyFile(file.path ?? '', path));
      return copied.then(() => true, unlessMissing);
    }
    const bytes = await store.open(file.name).catch(unlessRemoved);
    if (!bytes) return undefined;
    await pipeline(bytes, createWriteStream(path), { signal });
    return true;
  }

  /** What the user's own sessions keep. */
  storage(user: User): Promise<Storage> {
    return this.#options.storage.of(user, this.#options.keepDays);
  }

  /**
   * @param days after the session's end; 0 for ever, null for as long as the server keeps any
   * @throws SidelineError `not_found` for all but the owner
   */
  keep(user: User, sessionId: string, days: number | null): Promise<void> {
    return this.#options.storage.keep(user, sessionId, days);
  }

  /** Rows of files were removed, their session's perhaps: their bytes go now. */
  removed(): void {
    this.#options.remover.wake();
  }

  /** Nothing can be had of a file that grew: its session keeps a row that says so. */
  lost(id: string): Promise<void> {
    return this.#options.records.lost(id);
  }

  /** Files that were growing here when the server ended; to be finished or lost at its start. */
  interrupted(): Promise<LocatedFile[]> {
    return this.#options.records.growingOf(this.#options.node);
  }

  /** With all that was made of it, also from the store. */
  async remove(id: string): Promise<void> {
    await this.#options.records.remove(id);
    this.removed();
  }

  /** @throws SidelineError `not_found` when there is no such session, or the user may not read it */
  async list(user: User, sessionId: string): Promise<SessionFileItem[]> {
    const files = await this.#options.records.list(user, sessionId);
    return Promise.all(files.map((file) => this.#toItem(user, file)));
  }

  /** A small picture of each of these sessions, by their ids; none where there is none, or the user may not see it. */
  async thumbnailsOf(user: User, sessions: readonly string[]): Promise<Map<string, SessionListItem['thumbnail']>> {
    if (sessions.length === 0) return new Map();
    const found = await this.#options.records.thumbnailsOf(user, sessions);
    return new Map(
      await Promise.all(
        found.map(
          async ({ id, sessionId, about }) => [sessionId, { ...about, url: await this.#address(user, id) }] as const,
        ),
      ),
    );
  }

  /**
   * The file that a link leads to. The link's person is asked for anew, so that who was sent away reads nothing more.
   * @returns an address of the store's own, or the file
   * @throws SidelineError `unauthenticated` for a token that is forged, has run out or is another file's, `not_found`,
   * `session_elsewhere` while the file lies on another server's disk, `storage_unavailable`
   */
  async open(id: string, token: string): Promise<URL | ReadableFile> {
    const { sub, file } = await this.#tokens.verify(token, (why, cause) =>
      why === 'expired'
        ? new SidelineError('unauthenticated', 'This link has run out. Open the record again.', { cause })
        : new SidelineError('unauthenticated', 'This link is not valid.', { cause }),
    );
    if (file !== id) throw new SidelineError('unauthenticated', 'This link is not valid.');
    const opened = await this.#open(sub, id);
    // It may have gone from the disk to the store between the question and the answer.
    return opened ?? (await this.#open(sub, id)) ?? Promise.reject(noSuchFile());
  }

  /**
   * The same for whoever may have it by another rule, which the caller holds.
   * @param linkSeconds how long an address of the store's own is good for
   * @throws SidelineError `not_found`, `session_elsewhere`, `storage_unavailable`
   */
  async read(id: string, linkSeconds: number): Promise<URL | ReadableFile> {
    const { records } = this.#options;
    const find = () => records.located(id).then((file) => this.#readable(file, linkSeconds));
    return (await find()) ?? (await find()) ?? Promise.reject(noSuchFile());
  }

  /**
   * The bytes of a whole file from wherever they are, for the server's own use.
   * @throws SidelineError `not_found`, `session_elsewhere`, `storage_unavailable`
   */
  async bytes(id: string): Promise<Readable> {
    const { records, store, node } = this.#options;
    const file = await records.located(id);
    if (!file || file.state === 'lost') throw noSuchFile();
    if (file.path === null) return store.open(file.name);
    if (file.node !== node) throw elsewhere();
    // It may have gone from the disk to the store meanwhile.
    return (await stat(file.path).catch(unlessMissing)) ? createReadStream(file.path) : store.open(file.name);
  }

  async #open(userId: string, id: string): Promise<URL | ReadableFile | undefined> {
    return this.#readable(await this.#options.records.find({ id: userId }, id), FILE_LINK.seconds);
  }

  /** Undefined when the file is not where its row says. */
  async #readable(file: LocatedFile | undefined, linkSeconds: number): Promise<URL | ReadableFile | undefined> {
    const { store, node } = this.#options;
    if (!file || file.state === 'lost') throw noSuchFile();
    const { path } = file;
    if (path !== null) {
      if (file.node !== node) throw elsewhere();
      const size = (await stat(path).catch(unlessMissing))?.size;
      if (size === undefined) return undefined;
      return { file, size, open: async (range) => createReadStream(path, range) };
    }
    const link = await store.link(file.name, linkSeconds);
    if (link) return new URL(link);
    return { file, size: file.bytes ?? 0, open: (range) => store.open(file.name, range) };
  }

  /** Where the user reads a file for some minutes. */
  async #address(user: User, id: string): Promise<string> {
    const expiresAt = new Date(Date.now() + FILE_LINK.seconds * 1000);
    return `/api/files/${id}?token=${await this.#tokens.sign({ sub: user.id, file: id }, expiresAt)}`;
  }

  /** The schema leaves out what is the server's alone. */
  async #toItem(user: User, file: ListedFile): Promise<SessionFileItem> {
    const url = file.state === 'lost' ? null : await this.#address(user, file.id);
    return sessionFileSchema.parse({ ...file, url });
  }
}

function unlessRemoved(error: unknown): undefined {
  if (!(error instanceof SidelineError && error.code === 'not_found')) throw error;
}

const elsewhere = () => new SidelineError('session_elsewhere', 'This file is on another server so far.');

const noSuchFile = () => new SidelineError('not_found', 'There is no such file.');

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
