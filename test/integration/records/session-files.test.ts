import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Accounts } from '../../../server/records/accounts.ts';
import { Database } from '../../../server/records/database.ts';
import { SessionFiles } from '../../../server/records/session-files.ts';
import { Sessions } from '../../../server/records/sessions.ts';
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
    const [session] = await database.asServer(
      (sql) => sql`select video_url, result_url from public.coaching_sessions where id = ${sessionId}`,
    );
    expect(session).toEqual({ video_url: names[1], result_url: names[3] });
  });

  it('begin where they really began, once that is known', async () => {
    const { id } = await files.begin(aNewFile(await aSession(), { startedAt: 1_000 }));
    await files.grew(id, { startedAt: 1_250 });
    expect(await files.located(id)).toMatchObject({ startedAt: 1_250 });
    await files.finish(id, aFinish({ startedAt: 1_300, endedAt: 2_000 }));
    expect(await files.located(id)).toMatchObject({ startedAt: 1_300, endedAt: 2_000, state: 'waiting' });
  });
});
