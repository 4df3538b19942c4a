/** Which server this is, among several on one database: an id that is made on the first start and kept in the data folder. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readOrMake } from '../support/kept-file.ts';

/** @throws when the file is there but holds no id */
export async function loadNodeId(dataDir: string): Promise<string> {
  const path = join(dataDir, 'node');
  const id = z.uuid().safeParse((await readOrMake(path, randomUUID)).trim());
  if (!id.success) throw new Error(`${path} holds no id of a server. Remove it, and a new one is made.`);
  return id.data;
}
