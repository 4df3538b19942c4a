/** One process per data folder. */
import { type Lock, tryLock } from '../../../scripts/setup/lock.mjs';

/**
 * Waits up to 10 s for a holder on another host to show whether it lives; a dead one on this host is known at once.
 * @param path of the lock file; its folder exists
 * @throws when another living process holds the lock, naming it
 */
export async function lockFolder(path: string): Promise<Lock> {
  const { lock, holder } = await tryLock(path);
  if (lock) return lock;
  throw new Error(
    `${path.replace(/\.lock$/, '')} is in use by process ${holder.pid} on ${holder.host}. ` +
      'Stop it first, or give this server a data folder of its own.',
  );
}
