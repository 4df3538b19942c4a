import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Accounts } from '../../../server/records/accounts.ts';
import { Database } from '../../../server/records/database.ts';
import { OutboxEntries } from '../../../server/records/outbox-entries.ts';
import { SessionFiles } from '../../../server/records/session-files.ts';
import { Sessions } from '../../../server/records/sessions.ts';
import { Storage } from '../../../server/records/storage.ts';
import { embeddedDatabase, quiet, type TestDatabase } from '../../support/records/databases.ts';
import { aFinish, aNewFile } from '../../support/records/files.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';

let kept: TestDatabase;
let database: Database;
let files: SessionFiles;

beforeAll(async () => {
  kept = await embeddedDatabase();
  database = await Database.create(kept.options);
  files = new SessionFiles(database);
});
afterAll(async () => {
  await database.close();
  await kept.remove();
});

async function aSession(): Promise<string> {
  const owner = await aGuest(new Accounts(database), 'Ana');
  return (await new Sessions(database, quiet).create(owner, aNewSession())).id;
}

async function named(sessionId: string) {
  const [session] = await database.asServer(
    (sql) => sql`select video_url, result_url from public.coaching_sessions where id = ${sessionId}`,
  );
  return session;
}

/** Of the outbox, by its file's name. */
async function entryOf(name: string): Promise<string> {
  const rows = await database.asServer((sql) => sql`select id::text from private.outbox where name = ${name}`);
  return (
    z
      .array(z.object({ id: z.string() }))
      .length(1)
      .parse(rows)[0]?.id ?? ''
  );
}

describe('the files of a live session', () => {
  it('are named by the session: the first recording with a picture, and the first track', async () => {
    const sessionId = await aSession();
    const names: string[] = [];
    for (const [kind, hasVideo] of [
      ['recording', false],
      ['recording', true],
      ['recording', true],
      ['track', false],
      ['track', false],
    ] as const) {
      const { id, name } = await files.begin(aNewFile(sessionId, { kind }));
      await files.finish(id, aFinish({ about: { hasVideo } }));
      names.push(name);
    }
    expect(await named(sessionId)).toEqual({ video_url: names[1], result_url: names[3] });
  });

  it('are named no longer than they can be had', async () => {
    const sessionId = await aSession();
    const recording = { kind: 'recording', about: { hasVideo: true } } as const;
    const [first, second, track] = [
      await files.begin(aNewFile(sessionId, recording)),
      await files.begin(aNewFile(sessionId, { ...recording, startedAt: 2_000 })),
      await files.begin(aNewFile(sessionId, { kind: 'track' })),
    ];
    for (const { id } of [first, second, track]) await files.finish(id, aFinish({ endedAt: 3_000 }));
    expect(await named(sessionId)).toEqual({ video_url: first.name, result_url: track.name });
    await files.remove(first.id);
    expect(await named(sessionId)).toEqual({ video_url: second.name, result_url: track.name });
    await new OutboxEntries(database).lost(await entryOf(track.name));
    expect(await named(sessionId)).toEqual({ video_url: second.name, result_url: null });
    await database.asServer(
      (sql) => sql`
        update public.coaching_sessions set status = 'ended', ended_at = now() - interval '2 days' where id = ${sessionId}
      `,
    );
    expect(await new Storage(database).removeOutdated(1)).toBe(2);
    expect(await named(sessionId)).toEqual({ video_url: null, result_url: null });
  });

  it('begin where they really began, once that is known', async () => {
    const { id } = await files.begin(aNewFile(await aSession(), { startedAt: 1_000 }));
    await files.grew(id, { startedAt: 1_250 });
    expect(await files.located(id)).toMatchObject({ startedAt: 1_250 });
    await files.finish(id, aFinish({ startedAt: 1_300, endedAt: 2_000 }));
    expect(await files.located(id)).toMatchObject({ startedAt: 1_300, endedAt: 2_000, state: 'waiting' });
  });
});
