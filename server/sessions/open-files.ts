/** What keeps files: the store, what moves files there, and what removes them. */
import type { Logger } from 'pino';
import { FileRemover } from '../files/file-remover.ts';
import type { FileStore } from '../files/file-store.ts';
import { openStore } from '../files/open-store.ts';
import { Outbox } from '../files/outbox.ts';
import type { SupabaseStorageOptions } from '../files/supabase-storage.ts';
import type { Records } from '../records/records.ts';
import { Files } from './files.ts';
import { Retention } from './retention.ts';

export interface OpenFilesOptions {
  records: Records;
  /** Undefined for a folder in the data folder. */
  supabase: SupabaseStorageOptions | undefined;
  dataDir: string;
  /** For how long files are kept after a session, in days; 0 for ever. */
  keepDays: number;
  /** This server, whose disk files wait on. */
  node: string;
  /** The server's own. */
  secret: Uint8Array;
  logger: Logger;
}

/** @throws when the folder can't be made */
export async function openFiles(options: OpenFilesOptions) {
  const { records, supabase, dataDir, keepDays, node, secret, logger } = options;
  const store: FileStore = await openStore({ supabase, dataDir, logger });
  const outbox = new Outbox({ store, entries: records.outbox, node, logger });
  const remover = new FileRemover({ store, removals: records.fileRemovals, outbox, node, logger });
  const files = new Files({
    ...{ records: records.files, storage: records.storage, store, outbox, remover },
    ...{ secret, node, keepDays },
  });
  const retention = new Retention({
    ...{ storage: records.storage, keepDays },
    onRemoved: () => files.removed(),
    logger,
  });
  return {
    files,
    store,
    /** In the order in which they were opened. */
    closers: [() => outbox.close(), () => remover.close(), () => retention.close()],
  };
}
