/** The file store that the configuration asks for. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { FileStore } from './file-store.ts';
import { LocalFolder } from './local-folder.ts';
import { SupabaseStorage, type SupabaseStorageOptions } from './supabase-storage.ts';

/** Folder of the files in a data folder. */
export const filesFolder = (dataDir: string): string => join(dataDir, 'files');

/**
 * @param options.supabase undefined for a folder in the data folder
 * @throws when the folder can't be made; a store that is away is only said in the log, since files wait for it
 */
export async function openStore(options: {
  supabase: SupabaseStorageOptions | undefined;
  dataDir: string;
  logger: Logger;
}): Promise<FileStore> {
  const { supabase, dataDir, logger } = options;
  if (!supabase) return LocalFolder.create(filesFolder(dataDir));
  const storage = new SupabaseStorage(supabase);
  const look = async () => {
    await storage.makeBucket();
    return await storage.limits();
  };
  look().then(
    (limits) => logger.info({ bucket: supabase.bucket, limits }, 'files are kept in Supabase Storage'),
    (error: unknown) => logger.error({ err: error }, 'the file store can not be used yet; files wait for it'),
  );
  return storage;
}
