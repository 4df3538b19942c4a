/** The key that signs tokens and links: configured, or made on the first start and kept in the data folder. */
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { readOrMake } from '../support/kept-file.ts';

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
  const text = await readOrMake(path, () => randomBytes(KEY_BYTES).toString('base64url'));
  const key = Buffer.from(text, 'base64url');
  if (key.length < KEY_BYTES) {
    throw new Error(`${path} holds no key. Restore it, or remove it: everybody will have to sign in again then.`);
  }
  await chmod(path, 0o600);
  return key;
}
