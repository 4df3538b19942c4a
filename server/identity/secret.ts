/** The key that signs tokens and links: configured, or made on the first start and kept in the data folder. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** HS256 wants a key at least as long as its hash (RFC 7518, section 3.2). */
const KEY_BYTES = 32;

/**
 * @param configured the operator's own secret, any text of 32 characters or more
 * @param dataDir where the key is kept otherwise, readable by this user only
 * @throws when the file is there but holds no key
 */
export async function loadSecret(configured: string | undefined, dataDir: string): Promise<Uint8Array> {
  if (configured !== undefined) return new TextEncoder().encode(configured);
  const path = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const key = Buffer.from((await readIfThere(path)) ?? (await make(path)), 'base64url');
  if (key.length < KEY_BYTES) {
    throw new Error(`${path} holds no key. Restore it, or remove it: everybody will have to sign in again then.`);
  }
  await chmod(path, 0o600);
  return key;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and linked into place, so that a crash or another process never leaves half a key. */
async function make(path: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, randomBytes(KEY_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}
