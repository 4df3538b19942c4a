/** The files of sessions with a database, a store and a disk of their own, without the rest of the server. */
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileRemover } from '../../server/files/file-remover.ts';
import type { FileStore } from '../../server/files/file-store.ts';
import { Outbox } from '../../server/files/outbox.ts';
import type { Records } from '../../server/records/records.ts';
import type { LocatedFile, NewFile } from '../../server/records/session-files.ts';
import { Files } from '../../server/sessions/files.ts';
import { quiet } from './records/databases.ts';
import { aNewFile } from './records/files.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const FILE_SECRET = new TextEncoder().encode('only for tests, 32 characters or more');

export class TestFiles {
  readonly files: Files;
  readonly outbox: Outbox;
  readonly remover: FileRemover;
  readonly node: string;
  readonly #records: Records;
  readonly #disk = temporaryFolder();

  /** @param node names the disk; the same for a second start */
  constructor(records: Records, store: FileStore, node: string = randomUUID()) {
    this.#records = records;
    this.node = node;
    const common = { store, node, firstPauseMs: 5, logger: quiet };
    this.outbox = new Outbox({ ...common, entries: records.outbox });
    this.remover = new FileRemover({ ...common, removals: records.fileRemovals, outbox: this.outbox });
    this.files = new Files({
      ...{ records: records.files, storage: records.storage, store, outbox: this.outbox, remover: this.remover },
      ...{ secret: FILE_SECRET, node, keepDays: 0 },
    });
  }

  /** A file that grows on the disk and has `bytes` by now. */
  async growing(sessionId: string, bytes: string | Buffer, changes: Partial<NewFile> = {}): Promise<LocatedFile> {
    const id = randomUUID();
    const path = join(this.#disk, `${id}.webm`);
    const file = await this.files.begin(aNewFile(sessionId, { id, path, ...changes }));
    writeFileSync(path, bytes);
    return file;
  }

  /** A file that waits for the store, or is there already. */
  async whole(sessionId: string, bytes: string | Buffer, changes: Partial<NewFile> = {}): Promise<LocatedFile> {
    const file = await this.growing(sessionId, bytes, changes);
    await this.files.finish({ id: file.id, path: file.path ?? '' }, { endedAt: file.startedAt + 1_000 });
    return file;
  }

  async state(id: string): Promise<string | undefined> {
    return (await this.#records.files.located(id))?.state;
  }

  onDisk = ({ path }: LocatedFile): boolean => path !== null && existsSync(path);

  async close(): Promise<void> {
    await Promise.all([this.remover.close(), this.outbox.close()]);
  }
}
