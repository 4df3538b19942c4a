/** Recordings, films, what was made of them and pictures of people, copied from one file store to another and compared there. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type FileStore, sha256Of } from '../files/file-store.ts';
import { MOVING } from '../limits.ts';
import type { Database } from '../records/database.ts';
import { fragment } from '../records/sql.ts';
import type { MoveJournal } from './journal.ts';
import { MoveError } from './move-error.ts';

const fileSchema = z.object({
  name: z.string(),
  contentType: z.string(),
  bytes: z.coerce.number(),
  sha256: z.string(),
});
type KeptFile = z.infer<typeof fileSchema>;

/** How many files, and how much they are together. */
export interface Amount {
  files: number;
  bytes: number;
}

/** A way from one store to the other. */
export interface FileRoute {
  target: FileStore;
  /** Puts the file into the target; goes on where an earlier try stopped. */
  carry(file: KeptFile, journal: MoveJournal, signal: AbortSignal): Promise<void>;
}

/** From a folder straight to the store. */
export function fromFolder(folder: string, target: FileStore): FileRoute {
  return {
    target,
    carry: async ({ name, contentType }, journal, signal) => {
      const transfer = {
        url: journal.transferOf(name),
        keep: (url: string) => journal.noteTransfer(name, url),
      };
      await target.put(name, join(folder, name), { contentType, transfer, signal });
    },
  };
}

/** @param folder for files that are not whole yet; on the target's disk, so that it takes them without a copy */
export function fromStore(source: FileStore, target: FileStore, folder: string): FileRoute {
  return {
    target,
    carry: async ({ name, contentType, bytes, sha256 }, _journal, signal) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      const start = await sizeOf(path);
      if (start < bytes) {
        const rest = await source.open(name, { start, end: bytes - 1 });
        await pipeline(rest, createWriteStream(path, { flags: 'a', flush: true }), { signal });
      } else if (bytes === 0) {
        await pipeline(await source.open(name), createWriteStream(path, { flush: true }), { signal });
      }
      if ((await sizeOf(path)) !== bytes || (await sha256Of(createReadStream(path), signal)) !== sha256) {
        // What is there is of no use for going on.
        await rm(path, { force: true });
        throw new MoveError(`The file ${name} did not arrive as it was. The next try fetches it anew.`);
      }
      await target.put(name, path, { contentType, move: true, signal });
    },
  };
}

/** All that lies in the store, and what it must be. */
const KEPT = fragment`
  select name, content_type as "contentType", bytes, sha256 from public.session_files where state = 'stored'
  union all
  select name, 'image/jpeg', bytes, sha256 from private.profile_pictures
`;

export async function amountIn(source: Database): Promise<Amount> {
  return await source.asOwner(async (sql) => {
    const [row] = await sql`
      select count(*)::integer as files, coalesce(sum(bytes), 0) as bytes from (${KEPT}) kept
    `;
    return z.object({ files: z.int(), bytes: z.coerce.number() }).parse(row);
  });
}

/** Films that browsers put into the project's Storage and that wait there to be judged: nobody has their sizes and checksums yet. */
export async function filmsOnTheirWay(source: Database): Promise<number> {
  const [row] = await source.asOwner(
    (sql) => sql`
      select count(*)::integer as films from public.coaching_sessions
      where upload ? 'sentToStore' and status not in ('ended', 'failed')
    `,
  );
  return Number(row?.films);
}

/**
 * @param onFile after each file that is in the target as it was
 * @throws MoveError when a file is not what its checksum says; SidelineError of the stores
 */
export async function moveFiles(
  source: Database,
  route: FileRoute,
  { journal, signal, onFile }: { journal: MoveJournal; signal: AbortSignal; onFile(amount: Amount): void },
): Promise<void> {
  for await (const file of filesIn(source)) {
    signal.throwIfAborted();
    if (!journal.isMoved(file.name)) {
      // The target may have it from a try that was cut off before this was noted.
      if (!(await isThere(route.target, file, signal))) {
        await route.carry(file, journal, signal);
        if (!(await isThere(route.target, file, signal))) {
          throw new MoveError(`The file ${file.name} is not in the other place what it was.`);
        }
      }
      await journal.noteMoved(file.name);
    }
    onFile({ files: 1, bytes: file.bytes });
  }
}

async function* filesIn(source: Database): AsyncGenerator<KeptFile> {
  let after = '';
  for (;;) {
    const files = await source.asOwner(async (sql) =>
      z.array(fileSchema).parse(
        await sql`
          select * from (${KEPT}) kept where name > ${after} order by name limit ${MOVING.rowsAtOnce}
        `,
      ),
    );
    const last = files.at(-1);
    if (!last) return;
    after = last.name;
    yield* files;
  }
}

const isThere = async (store: FileStore, { name, bytes, sha256 }: KeptFile, signal: AbortSignal) =>
  (await store.size(name)) === bytes && (await sha256Of(await store.open(name), signal)) === sha256;

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
