import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { Connection } from '../../../server/records/connection.ts';
import { Database, type Sql } from '../../../server/records/database.ts';
import { DATABASES, embeddedDatabase } from '../../support/records/databases.ts';

async function anEmbedded(options: { hangsAfterMs?: number } = {}) {
  const { options: common, remove } = await embeddedDatabase();
  onTestFinished(remove);
  open = await Database.create({ ...common, ...options });
  return open;
}

let open: Database | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('the embedded database', { timeout: 60_000 }, () => {
  it('is restarted when a transaction hangs, and refuses what waits for it', async () => {
    const database = await anEmbedded({ hangsAfterMs: 500 });
    const hanging = database.asServer((sql) => sql`select pg_sleep(600)`);
    const waiting = database.asServer((sql) => sql`select 1`);
    await expect(hanging).rejects.toMatchObject({ code: 'storage_unavailable' });
    await Promise.allSettled([waiting]);
    await expect
      .poll(() => database.asServer(async (sql) => (await sql`select 1 as one`)[0]?.one).catch(() => undefined), {
        timeout: 15_000,
      })
      .toBe(1);
  });

  it('keeps transactions apart that run at the same time', async () => {
    const database = await anEmbedded();
    const person = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, number) =>
        database
          .asUser({ id: person(number) }, async (sql) => {
            if (number % 7 === 0) await sql`select 1 / 0`;
            const [row] = await sql`select auth.uid() as id, current_user as role, ${number}::integer as number`;
            return row;
          })
          .catch((error: unknown) => error),
      ),
    );
    outcomes.forEach((outcome, number) => {
      if (number % 7 === 0) expect(outcome).toMatchObject({ code: '22012' });
      else expect(outcome).toEqual({ id: person(number), role: 'authenticated', number });
    });
  });

  it('leaves the event loop free while it works', async () => {
    const database = await anEmbedded();
    let longest = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const began = performance.now();
    await database.asServer((sql) => sql`select sum(sqrt(n)) from generate_series(1, 3000000) n`);
    const took = performance.now() - began;
    clearInterval(ticking);
    expect(longest).toBeLessThan(took / 2);
  });

  it('closes twice, and three times in a row without leaving anything open', async () => {
    const { options, remove } = await embeddedDatabase();
    onTestFinished(remove);
    const resources = () =>
      process.getActiveResourcesInfo().filter((name) => /Pipe|Worker|MessagePort/.test(name)).length;
    let before: number | undefined;
    for (let round = 0; round < 3; round += 1) {
      const database = await Database.create(options);
      await Promise.all([database.close(), database.close()]);
      before ??= resources();
    }
    expect(resources()).toBeLessThanOrEqual(before ?? 0);
  }, 90_000);
});

describe.each(DATABASES.filter(({ name }) => name.startsWith('PostgreSQL')))('$name', ({ skip, create }) => {
  it.skipIf(skip)(
    'may drop a connection in the middle of a transaction: the caller gets an error, and the next one works',
    async () => {
      const { options, remove } = await create();
      onTestFinished(remove);
      const database = await Database.create(options);
      open = database;
      const pid = async (sql: Sql) => Number((await sql`select pg_backend_pid() as pid`)[0]?.pid);
      const dropped = database.asServer(async (sql) => {
        const victim = await pid(sql);
        const gone = sql`select pg_sleep(60)`;
        gone.catch(() => undefined);
        const killer = new Connection({
          address: { connectionString: options.databaseUrl },
          max: 1,
          hangsAfterMs: 10_000,
          logger: options.logger,
        });
        await killer.run((other) => other`select pg_terminate_backend(${victim})`);
        await killer.close();
        await gone;
      });
      await expect(dropped).rejects.toMatchObject({ code: 'storage_unavailable' });
      expect(await database.asServer(async (sql) => (await sql`select 1 as one`)[0]?.one)).toBe(1);
    },
  );

  it.skipIf(skip)('compiles no statement, which would take longer than running it', async () => {
    const { options, remove } = await create();
    onTestFinished(remove);
    open = await Database.create(options);
    const compiles = async (sql: Sql) => (await sql`select current_setting('jit') as jit`)[0]?.jit;
    expect(await open.asUser({ id: randomUUID() }, compiles)).toBe('off');
    expect(await open.asServer(compiles)).toBe('off');
  });

  it.skipIf(skip)('is not given more connections than we may have, that which listens included', async () => {
    const { options, remove } = await create();
    onTestFinished(remove);
    const database = await Database.create({ ...options, connections: 3 });
    open = database;
    const counts = await Promise.all(
      // What is urgent has a connection kept free for it.
      Array.from({ length: 12 }, (_, number) =>
        database.asServer(
          async (sql) => {
            await sql`select pg_sleep(0.01)`;
            const [row] =
              await sql`select numbackends as open from pg_stat_database where datname = current_database()`;
            return Number(row?.open);
          },
          { urgent: number % 2 === 0 },
        ),
      ),
    );
    expect(Math.max(...counts)).toBe(3);
  });

  it.skipIf(skip)('may have fewer connections than we want: what finds none left waits for its turn', async () => {
    const { options, remove } = await create();
    onTestFinished(remove);
    const connect = (user: string, max: number) => {
      const address = new URL(options.databaseUrl ?? '');
      address.username = user;
      return new Connection({
        address: { connectionString: address.href },
        max,
        hangsAfterMs: 10_000,
        logger: options.logger,
      });
    };
    const owner = connect('postgres', 1);
    await owner.run((sql) => sql`create role guest login connection limit 3`);
    await owner.close();
    const guest = connect('guest', 10);
    onTestFinished(() => guest.close());
    const served = await Promise.all(
      Array.from({ length: 60 }, (_, number) =>
        guest.transaction(async (sql) => {
          const [row] = await sql`select ${number}::integer as number, pg_backend_pid() as pid from pg_sleep(0.01)`;
          return row;
        }),
      ),
    );
    expect(served.map((row) => row?.number)).toEqual(served.map((_, number) => number));
    expect(new Set(served.map((row) => row?.pid)).size).toBeLessThanOrEqual(3);
  });
});
