/** `sideline migrate`: from the embedded database and folder into a Supabase project, and back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { migrate } from '../../../server/cli/migrate.ts';
import { filesFolder } from '../../../server/files/open-store.ts';
import { Passwords } from '../../../server/identity/passwords.ts';
import { MOVING } from '../../../server/limits.ts';
import type { MoveProgress } from '../../../server/moving/move.ts';
import { type Person, peopleIn } from '../../../server/moving/people.ts';
import { contentsOf, ourTables, TABLES, tablesIn } from '../../../server/moving/tables.ts';
import { Accounts } from '../../../server/records/accounts.ts';
import { Database } from '../../../server/records/database.ts';
import type { Row, Sql } from '../../../server/records/sql.ts';
import { DATABASES, embeddedDatabase, quiet, type TestDatabase } from '../../support/records/databases.ts';
import { FILES, fillWithEverything, PEOPLE, PICTURE } from '../../support/records/everything.ts';
import { AuthServer, PUBLISHABLE_KEY, SECRET_KEY } from '../../support/supabase/auth-server.ts';
import { Project } from '../../support/supabase/project.ts';
import { StorageServer } from '../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// Node 22 has one of its own; supabase-js wants it at once, for Realtime.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });

const never = new AbortController().signal;
const silent = () => undefined;

describe.each(DATABASES.slice(1))('moving to a Supabase project on $name', { timeout: 120_000 }, ({ create, skip }) => {
  let own: TestDatabase;
  let theirs: TestDatabase;
  let auth: AuthServer;
  let storage: StorageServer;
  let project: Project;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    if (skip) return;
    own = await embeddedDatabase();
    theirs = await create();
    await fillWithEverything(own);
    auth = await AuthServer.start(theirs.options.databaseUrl ?? '');
    storage = await StorageServer.start();
    project = await Project.start({ auth: auth.url, storage: storage.url });
    env = {
      SIDELINE_DATA_DIR: own.options.dataDir,
      DATABASE_URL: theirs.options.databaseUrl,
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
      SUPABASE_SECRET_KEY: SECRET_KEY,
    };
  });
  afterAll(async () => {
    await project?.close();
    await storage?.close();
    await auth?.close();
    await theirs?.remove();
    await own?.remove();
  });

  const journal = () => join(own.options.dataDir, 'migration.jsonl');
  const toProject = (changes: { dryRun?: boolean } = {}) =>
    migrate({ to: 'supabase', ...changes }, { env, signal: never, onProgress: silent });

  async function withDatabase<T>({ options }: Pick<TestDatabase, 'options'>, work: (database: Database) => Promise<T>) {
    const database = await Database.create(options);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }
  const asOwnerOf = (place: TestDatabase, work: (sql: Sql) => Promise<Row[]>) =>
    withDatabase(place, (database) => database.asOwner(work));
  const contents = async (database: Database) => {
    const shapes = await ourTables(database);
    const found = await contentsOf(database, shapes);
    return shapes.map(({ name }, index) => ({ name, ...found[index] }));
  };

  /** In a pipe, as from a script. */
  function program(): { child: ChildProcess; outcome: Promise<{ code: number | null; out: string; said: string }> } {
    const child = spawn(process.execPath, [join(projectRoot, 'bin', 'sideline.mjs'), 'migrate', '--to', 'supabase'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit').then(([code]) => code);
    const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(([code, out, said]) => ({
      code,
      out,
      said,
    }));
    return { child, outcome };
  }

  it.skipIf(skip)('knows what becomes of every table, and waits until no server has the source', async () => {
    await withDatabase(own, async (database) => {
      expect((await tablesIn(database)).map(({ name }) => name)).toEqual(Object.keys(TABLES).sort());
      // So that what follows says something of each.
      expect((await contents(database)).filter(({ rows }) => rows === 0)).toEqual([]);
      await expect(toProject()).rejects.toMatchObject({
        refused: true,
        message: expect.stringContaining('in use by process'),
      });
    });
  });

  it.skipIf(skip)('changes nothing when it is tried out', async () => {
    expect(await toProject({ dryRun: true })).toMatchObject({
      ...{ people: 3, guests: 1, withoutPassword: 0, waiting: 0 },
      files: { files: 3, bytes: 7_000_014 },
    });
    expect([await auth.people(), storage.bytesTaken, existsSync(journal())]).toEqual([0, 0, false]);
  });

  it.skipIf(skip)(
    'goes on after it was cut off among people, and in a table behind the page that was copied',
    async () => {
      auth.refuseAfter = 1;
      await expect(toProject()).rejects.toThrow('answered 422');
      auth.refuseAfter = Number.POSITIVE_INFINITY;
      expect(await auth.people()).toBe(1);

      /** Once so many pages of the largest table are there. @returns which transaction wrote its first row, beside how many there are */
      const cutOffAfter = async (pages: number) => {
        const cutOff = new AbortController();
        const onProgress = ({ what, done }: MoveProgress) => {
          if (what === 'records' && done >= pages * MOVING.rowsAtOnce) cutOff.abort(new Error('cut off in a table'));
        };
        await expect(migrate({ to: 'supabase' }, { env, signal: cutOff.signal, onProgress })).rejects.toThrow(
          'cut off',
        );
        const [row] = await asOwnerOf(
          theirs,
          (sql) => sql`
        select count(*)::integer as rows, min(xmin::text) filter (where seq = 1) as "writtenBy" from public.session_events
      `,
        );
        return row;
      };
      const first = await cutOffAfter(1);
      expect(first).toMatchObject({ rows: MOVING.rowsAtOnce });
      // A row is another one than when it was copied, as if a server had been started on the source meanwhile.
      await asOwnerOf(own, (sql) => sql`update public.session_events set at_ms = at_ms * 2 where seq = 1`);
      const anew = await cutOffAfter(1);
      expect(anew).toMatchObject({ rows: MOVING.rowsAtOnce });
      expect(anew?.writtenBy).not.toBe(first?.writtenBy);
      expect(await cutOffAfter(2)).toEqual({ rows: 2 * MOVING.rowsAtOnce, writtenBy: anew?.writtenBy });
    },
  );

  it.skipIf(skip)('ends by an exit code of its own when it is asked to, in the middle of a file', async () => {
    storage.faults.hangs = true;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, outcome } = program();
      await storage.someBytes();
      child.kill(signal);
      expect(await outcome).toEqual({
        ...{ code: 130, out: '' },
        said: 'Interrupted. The same command goes on from here.\n',
      });
    }
    delete storage.faults.hangs;
  });

  it.skipIf(skip)('goes on after it was killed in a file, and sends nobody a mail', async () => {
    const { child, outcome } = program();
    await storage.someBytes();
    child.kill('SIGKILL');
    await outcome;
    expect(existsSync(journal())).toBe(true);

    await toProject();
    expect(existsSync(journal())).toBe(false);
    // What was there of the film was not sent again.
    expect(storage.bytesTaken).toBeLessThan(7_000_014 + 6 * 1024 ** 2);
    expect(auth.mails).toBe(0);
    for (const { name, bytes } of FILES) expect(storage.files.get(`recordings/${name}`)?.equals(bytes)).toBe(true);
    expect(storage.files.get(`avatars/${PICTURE.name}`)?.equals(PICTURE.bytes)).toBe(true);
    const [before, after] = [await withDatabase(own, contents), await withDatabase(theirs, contents)];
    // Where a transfer goes on is left behind.
    const moved = ({ name }: { name: string }) => name !== 'private.outbox';
    expect(after.filter(moved)).toEqual(before.filter(moved));
  });

  it.skipIf(skip)(
    'lets people in with their passwords, numbers rows on, and leaves guests without a way in',
    async () => {
      const client = createClient(project.url, PUBLISHABLE_KEY, {
        auth: { persistSession: false, autoRefreshToken: false },
      });
      for (const { id, email, password } of PEOPLE.slice(0, 2)) {
        const { data } = await client.auth.signInWithPassword({ email: email ?? '', password: password ?? '' });
        expect(data.user).toMatchObject({ id, user_metadata: { language: 'de' } });
      }
      await withDatabase(theirs, async (database) => {
        const [later] = await database.asOwner(
          (sql) => sql`insert into private.file_removals (name) values ('later') returning id`,
        );
        expect(later).toEqual({ id: '2' });
        await database.asOwner((sql) => sql`delete from private.file_removals where name = 'later'`);
        const [transfer] = await database.asOwner((sql) => sql`select transfer_url from private.outbox`);
        expect(transfer).toEqual({ transfer_url: null });
        const people: Person[] = [];
        for await (const page of peopleIn(database)) people.push(...page);
        expect(people.map(({ email, isGuest }) => ({ email, isGuest }))).toEqual(
          PEOPLE.map(({ email }) => ({ email, isGuest: email === null })),
        );
      });
    },
  );

  it.skipIf(skip)('is refused into what is not empty, with an exit code of its own', async () => {
    expect(await program().outcome).toMatchObject({
      ...{ code: 2, out: '' },
      said: expect.stringContaining('is not empty'),
    });
  });

  it.skipIf(skip)('goes back, where all is as it was, and a file that was changed on its way is noticed', async () => {
    const dataDir = temporaryFolder();
    const ownDatabase = (theirs.options.databaseUrl ?? '').replace(/postgres$/, 'own');
    await withDatabase(theirs, (database) => database.execute('create database own'));
    const back = () =>
      migrate(
        { to: 'embedded', ownDatabase },
        { env: { ...env, SIDELINE_DATA_DIR: dataDir }, signal: never, onProgress: silent },
      );
    const upload = (sql: string) => withDatabase(theirs, (database) => database.execute(sql));
    await upload(`
      insert into public.coaching_sessions (user_id, config_id, session_type, status, upload)
      values ('${PEOPLE[0].id}', 'squat', 'upload', 'queued', '{"sentToStore": true}')
    `);
    await expect(back()).rejects.toMatchObject({ refused: true, message: expect.stringContaining('1 films') });
    await upload(`delete from public.coaching_sessions where session_type = 'upload'`);
    const film = `recordings/${FILES[0].name}`;
    const whole = storage.files.get(film) ?? Buffer.alloc(0);
    storage.files.set(film, Buffer.from(whole).fill('x', 5_000_000, 5_000_010));
    await expect(back()).rejects.toThrow('did not arrive as it was');
    storage.files.set(film, whole);
    expect(await back()).toMatchObject({ people: 3, guests: 1, withoutPassword: 0, files: { files: 3 } });
    for (const { name, bytes } of [...FILES, PICTURE]) {
      expect((await readFile(join(filesFolder(dataDir), name))).equals(bytes)).toBe(true);
    }
    const there = await withDatabase(theirs, contents);
    await withDatabase({ options: { databaseUrl: ownDatabase, dataDir, logger: quiet } }, async (database) => {
      expect(await contents(database)).toEqual(there);
      const [ada] = PEOPLE;
      const account = await new Accounts(database).findByEmail(ada.email);
      expect(account).toMatchObject({ id: ada.id, isAnonymous: false });
      expect(await new Passwords().matches(account?.passwordHash, ada.password)).toBe(true);
    });
  });
});
