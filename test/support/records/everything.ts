/** A data folder with something in every table and in the file store, as a server leaves it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nameOfPicture } from '../../../server/files/buckets.ts';
import { filesFolder } from '../../../server/files/open-store.ts';
import { Passwords } from '../../../server/identity/passwords.ts';
import { Database } from '../../../server/records/database.ts';
import type { TestDatabase } from './databases.ts';

const SQL = readFileSync(new URL('everything.sql', import.meta.url), 'utf8');

export const PEOPLE = [
  { id: '00000000-0000-4000-8000-0000000000a1', name: 'Ada', email: 'ada@example.org', password: 'ada counts squats' },
  {
    id: '00000000-0000-4000-8000-0000000000a2',
    name: 'Grace',
    email: 'grace@example.org',
    password: 'grace says deeper',
  },
  { id: '00000000-0000-4000-8000-0000000000a3', name: 'Mary', email: null, password: null },
] as const;

/** In the file store. The first is sent in two pieces. */
export const FILES = [
  {
    id: '00000000-0000-4000-8000-0000000000f1',
    name: 'sessions/b1/film.webm',
    bytes: Buffer.alloc(7_000_000, 'film'),
    source: null,
  },
  {
    id: '00000000-0000-4000-8000-0000000000f2',
    name: 'sessions/b1/thumbnails.jpg',
    bytes: Buffer.from('small'),
    source: '00000000-0000-4000-8000-0000000000f1',
  },
] as const;

/** Of the first person, in the file store too. */
export const PICTURE = { name: nameOfPicture(PEOPLE[0].id, '1'), bytes: Buffer.from('a picture') };

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export async function fillWithEverything({ options }: TestDatabase): Promise<void> {
  const passwords = new Passwords();
  const database = await Database.create(options);
  try {
    for (const { id, name, email, password } of PEOPLE) {
      const hash = password && (await passwords.hash(password));
      await database.asOwner(
        (sql) => sql`
          insert into auth.users (id, email, encrypted_password, is_anonymous, raw_user_meta_data, created_at)
          values (${id}, ${email}, ${hash}, ${email === null}, ${sql.json({ name, language: 'de' })}, now())
        `,
      );
    }
    const [sessions, ...rest] = SQL.split('-- More than one page');
    await database.execute(sessions ?? '');
    for (const [number, { id, name, bytes, source }] of FILES.entries()) {
      await put(options.dataDir, { name, bytes });
      await database.asOwner(
        (sql) => sql`
          insert into public.session_files
            (id, session_id, kind, source_id, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state)
          values (${id}, '00000000-0000-4000-8000-0000000000b1', ${source ? 'thumbnails' : 'recording'}, ${source}, ${number},
            ${name}, 'application/octet-stream', ${bytes.length}, ${sha256Of(bytes)}, 0, 9000, 'stored')
        `,
      );
    }
    await put(options.dataDir, PICTURE);
    await database.asOwner(
      (sql) => sql`
        insert into private.profile_pictures (user_id, name, bytes, sha256)
        values (${PEOPLE[0].id}, ${PICTURE.name}, ${PICTURE.bytes.length}, ${sha256Of(PICTURE.bytes)})
      `,
    );
    await database.execute(`--${rest.join('')}`);
  } finally {
    await database.close();
  }
}

async function put(dataDir: string, { name, bytes }: { name: string; bytes: Buffer }): Promise<void> {
  const path = join(filesFolder(dataDir), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
