/** One process per data folder: a file that says who holds it, kept fresh, and taken over from a holder that is dead. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/** The holder shows this often that it lives. */
const REFRESH_MS = 2_000;
/** A holder on another host (or in another container) that has not renewed its lock for this long is dead. */
const STALE_MS = 10_000;
/** Between tries while others take the lock, or have just given it up. */
const TRY_AGAIN_MS = 20;
/** Between two checks of a lock whose holder is elsewhere. */
const LOOK_AGAIN_MS = 500;

const holderSchema = z.object({ id: z.uuid(), pid: z.int().positive(), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Locks that this very process holds or is taking: its pid alone does not distinguish them from an earlier run's. */
const heldHere = new Set<string>();

export class FolderLock {
  readonly #path: string;
  readonly #id: string;
  readonly #refresh: NodeJS.Timeout;

  private constructor(path: string, id: string) {
    this.#path = path;
    this.#id = id;
    // A refresh that fails (the disk is gone) is not worth more than the writes that fail with it.
    this.#refresh = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), REFRESH_MS);
    this.#refresh.unref();
  }

  /**
   * Waits up to 10 s for a holder on another host to show whether it lives; a dead one on this host is known at once.
   * @param path of the lock file; its folder exists
   * @throws when another living process holds the lock, naming it
   */
  static async acquire(path: string): Promise<FolderLock> {
    const me: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
    // Linked into place whole, so that nobody ever reads half a lock.
    const draft = `${path}.${me.id}`;
    heldHere.add(me.id);
    try {
      await writeFile(draft, JSON.stringify(me), { flag: 'wx' });
      while (!((await linked(draft, path)) || (await takenOver(draft, path)))) await wait(TRY_AGAIN_MS);
    } catch (error) {
      heldHere.delete(me.id);
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
    return new FolderLock(path, me.id);
  }

  /** May be called twice. */
  async release(): Promise<void> {
    clearInterval(this.#refresh);
    if (!heldHere.delete(this.#id)) return;
    await rm(this.#path, { force: true });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts `draft` in the place of a dead holder's lock.
 * @returns false when the lock has changed meanwhile, or somebody else is taking it over
 * @throws when the holder lives
 */
async function takenOver(draft: string, path: string): Promise<boolean> {
  const before = await contents(path);
  if (before === undefined) return false;
  const holder = holderOf(before);
  if (holder && (await lives(path, holder))) {
    throw new Error(
      `${path.replace(/\.lock$/, '')} is in use by process ${holder.pid} on ${holder.host}. ` +
        'Stop it first, or give this server a data folder of its own.',
    );
  }
  // One at a time, so that nobody replaces the lock of the one who was faster.
  const guard = `${path}.takeover`;
  if (!(await linked(draft, guard))) {
    const since = await freshness(guard);
    if (since !== undefined && Date.now() - since > STALE_MS) await rm(guard, { force: true });
    return false;
  }
  try {
    if ((await contents(path)) !== before) return false;
    await rename(draft, path);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

/** Undefined when there is no lock. */
async function contents(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a lock that can't be read: written whole, it was cut short by a crash of its machine. */
function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function lives(path: string, holder: Holder): Promise<boolean> {
  if (holder.host === hostname()) {
    // In a container every run has the same pid, so one's own pid is a holder only if this run took the lock.
    return holder.pid === process.pid ? heldHere.has(holder.id) : processLives(holder.pid);
  }
  const first = await freshness(path);
  for (let waited = 0; waited < STALE_MS && first !== undefined; waited += LOOK_AGAIN_MS) {
    await wait(LOOK_AGAIN_MS);
    if ((await freshness(path)) !== first) return true;
  }
  return false;
}

/** When the holder last showed itself, by the file system's clock; undefined when the lock is gone. */
async function freshness(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
