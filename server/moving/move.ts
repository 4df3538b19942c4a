/** Moves people, records and files from one place to another, so that it can be cut off at any point and called again. */
import { createHash } from 'node:crypto';
import type { Database } from '../records/database.ts';
import { type Amount, amountIn, type FileRoute, moveFiles } from './files.ts';
import type { MoveJournal } from './journal.ts';
import { MoveError } from './move-error.ts';
import { type PeopleTarget, type Person, peopleIn } from './people.ts';
import { contentsOf, copyTable, isSame, ourTables } from './tables.ts';

/** How far it is. */
export interface MoveProgress {
  what: 'people' | 'records' | 'files';
  done: number;
  all: number;
  unit: 'people' | 'rows' | 'bytes';
}

/** What was moved, or would be. */
export interface Moved {
  people: number;
  guests: number;
  /** Of those with an account: they choose a new password by a mail. */
  withoutPassword: number;
  /** In the order in which they are copied. */
  tables: { name: string; rows: number }[];
  files: Amount;
  /** Files that still lie on the server's disk and go to the store of the next start. */
  waiting: number;
}

export interface MoveOptions {
  source: Database;
  target: Database;
  people: PeopleTarget;
  files: FileRoute;
  journal: MoveJournal;
  onProgress(progress: MoveProgress): void;
  /** Cuts it off. */
  signal: AbortSignal;
}

/** What `move` would do; changes nothing. */
export async function survey(source: Database): Promise<Moved> {
  const shapes = await ourTables(source);
  const contents = await contentsOf(source, shapes);
  const counts = { people: 0, guests: 0, withoutPassword: 0 };
  for await (const page of peopleIn(source)) {
    counts.people += page.length;
    counts.guests += page.filter(({ isGuest }) => isGuest).length;
    counts.withoutPassword += page.filter(({ losesPassword }) => losesPassword).length;
  }
  const [row] = await source.asOwner(
    (sql) => sql`select count(*)::integer as waiting from public.session_files where state in ('growing', 'waiting')`,
  );
  return {
    ...counts,
    tables: shapes.map(({ name }, index) => ({ name, rows: contents[index]?.rows ?? 0 })),
    files: await amountIn(source),
    waiting: Number(row?.waiting),
  };
}

/**
 * People first, whom all else belongs to, then tables, then files. What is there as it should be is left alone; what an earlier try
 * left half done is gone on with.
 * @returns what is in the target now, compared with the source by counts and checksums
 * @throws MoveError when something could not be moved or is not the same afterwards; then the next call goes on
 */
export async function move(options: MoveOptions): Promise<Moved> {
  const { source, target, files, journal, onProgress, signal } = options;
  const moved = await survey(source);
  await movePeople(options, moved.people);
  const shapes = await ourTables(source);
  const wanted = await contentsOf(source, shapes);
  const found = await contentsOf(target, await ourTables(target));
  const all = wanted.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  for (const [index, shape] of shapes.entries()) {
    signal.throwIfAborted();
    const before = done;
    if (!isSame(wanted[index], found[index])) {
      await copyTable(source, target, shape, (rows) => {
        done += rows;
        onProgress({ what: 'records', done, all, unit: 'rows' });
        signal.throwIfAborted();
      });
    }
    done = before + (wanted[index]?.rows ?? 0);
    onProgress({ what: 'records', done, all, unit: 'rows' });
  }
  let bytes = 0;
  await moveFiles(source, files, {
    ...{ journal, signal },
    onFile: (amount) => {
      bytes += amount.bytes;
      onProgress({ what: 'files', done: bytes, all: moved.files.bytes, unit: 'bytes' });
    },
  });
  await compare(source, target);
  return moved;
}

/** @throws MoveError when anything differs */
async function compare(source: Database, target: Database): Promise<void> {
  const difference = await differenceOfPeople(source, target);
  if (difference.missing.length + difference.surplus.length > 0) {
    const counts = `${difference.missing.length} are missing or differ, ${difference.surplus.length} are too many`;
    throw new MoveError(`The people in both places are not the same: ${counts}.`);
  }
  const shapes = await ourTables(source);
  const [before, after] = [await contentsOf(source, shapes), await contentsOf(target, await ourTables(target))];
  const wrong = shapes.filter((_, index) => !isSame(before[index], after[index]));
  if (wrong.length > 0) {
    throw new MoveError(`The records in both places are not the same: ${wrong.map(({ name }) => name).join(', ')}.`);
  }
}

async function movePeople({ source, target, people, onProgress, signal }: MoveOptions, all: number): Promise<void> {
  const { missing, surplus } = await differenceOfPeople(source, target);
  // Who differs is made anew.
  await people.remove(surplus);
  const wanted = new Set(missing);
  let done = all - wanted.size;
  onProgress({ what: 'people', done, all, unit: 'people' });
  for await (const page of peopleIn(source)) {
    signal.throwIfAborted();
    const added = page.filter(({ id }) => wanted.has(id));
    if (added.length === 0) continue;
    await people.add(added);
    done += added.length;
    onProgress({ what: 'people', done, all, unit: 'people' });
  }
}

/** @returns ids: who is not in the target as they are in the source; who is there and should not be, or not so */
async function differenceOfPeople(
  source: Database,
  target: Database,
): Promise<{ missing: string[]; surplus: string[] }> {
  const wanted = new Map<string, { keys: string[]; print: string }>();
  for await (const page of peopleIn(source)) {
    for (const person of page) {
      const keys = Object.keys(person.metadata);
      wanted.set(person.id, { keys, print: fingerprint(person, keys) });
    }
  }
  const missing = new Set(wanted.keys());
  const surplus: string[] = [];
  for await (const page of peopleIn(target)) {
    for (const person of page) {
      const like = wanted.get(person.id);
      if (like?.print === fingerprint(person, like?.keys ?? [])) missing.delete(person.id);
      else surplus.push(person.id);
    }
  }
  return { missing: [...missing], surplus };
}

/** Of what moves with a person. @param keys of what they say of themselves; a project adds to that, which is left alone */
function fingerprint({ email, passwordHash, metadata }: Person, keys: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([email, passwordHash, keys.map((key) => metadata[key])]))
    .digest('base64url');
}
