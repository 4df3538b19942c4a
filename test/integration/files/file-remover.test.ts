/** Nothing is left of a file that was removed: on the disk, in the outbox, in the store. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import { Records } from '../../../server/records/records.ts';
import { TestFiles } from '../../support/files.ts';
import { embeddedDatabase, type TestDatabase } from '../../support/records/databases.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';

const SEVERAL_PIECES = Buffer.alloc(7 * 1024 * 1024, 'x');

describe('a file that is removed', () => {
  let database: TestDatabase;
  let records: Records;

  beforeAll(async () => {
    database = await embeddedDatabase();
    records = await Records.create(database.options);
  });
  afterAll(async () => {
    await records?.close();
    await database?.remove();
  });

  async function aSetting() {
    const server = await StorageServer.start();
    onTestFinished(() => server.close());
    const store = await SupabaseStorage.create({ url: server.url, key: SECRET_KEY, bucket: 'sideline' });
    const node = randomUUID();
    const start = () => {
      const kept = new TestFiles(records, store, node);
      onTestFinished(() => kept.close());
      return kept;
    };
    const user = await records.users.signIn('Ada');
    const sessionId = (await records.sessions.create(user, aNewSession())).id;
    const allRemoved = () => expect.poll(() => records.fileRemovals.next(node), { timeout: 10_000 }).toBeUndefined();
    return { server, store, node, start, sessionId, allRemoved };
  }

  it('is gone from the store', async () => {
    const { store, start, sessionId, allRemoved } = await aSetting();
    const kept = start();
    const file = await kept.whole(sessionId, 'moving pictures');
    await expect.poll(() => kept.state(file.id)).toBe('stored');
    await kept.files.remove(file.id);
    await allRemoved();
    expect(await store.size(file.name)).toBeUndefined();
  });

  it('is gone from the disk while it grows', async () => {
    const { start, sessionId, allRemoved } = await aSetting();
    const kept = start();
    const file = await kept.growing(sessionId, 'moving pictures');
    await kept.files.remove(file.id);
    await allRemoved();
    expect(kept.onDisk(file)).toBe(false);
    expect(await kept.files.grew(file.id, { bytes: 99 })).toBe(false);
  });

  it('is gone, and not sent, when it is removed in the middle of its transfer', async () => {
    const { server, store, start, sessionId, allRemoved } = await aSetting();
    const kept = start();
    server.faults.hangs = true;
    const file = await kept.whole(sessionId, SEVERAL_PIECES);
    await expect.poll(() => server.requests.some((request) => request.startsWith('PATCH'))).toBe(true);
    await kept.files.remove(file.id);
    server.faults.hangs = false;
    await allRemoved();
    expect(kept.onDisk(file)).toBe(false);
    expect(await store.size(file.name)).toBeUndefined();
    expect(await records.outbox.next(kept.node)).toBeUndefined();
  });

  it('is gone once the store is back, also after a restart, when the store was away', async () => {
    const { server, store, node, start, sessionId, allRemoved } = await aSetting();
    const first = start();
    const file = await first.whole(sessionId, 'moving pictures');
    await expect.poll(() => first.state(file.id)).toBe('stored');
    server.faults.status = 503;
    await first.files.remove(file.id);
    await expect.poll(async () => (await records.fileRemovals.next(node))?.attempts).toBeGreaterThan(1);
    await first.close();
    delete server.faults.status;
    expect(await store.size(file.name)).toBe(15);
    start();
    await allRemoved();
    expect(await store.size(file.name)).toBeUndefined();
  });

  it('is left to the server on whose disk it is', async () => {
    const { start, sessionId } = await aSetting();
    const [here, elsewhere] = [start(), new TestFiles(records, (await aSetting()).store)];
    await elsewhere.close();
    const file = await elsewhere.growing(sessionId, 'moving pictures');
    await here.files.remove(file.id);
    expect(await records.fileRemovals.next(here.node)).toBeUndefined();
    expect(await records.fileRemovals.next(elsewhere.node)).toMatchObject({ name: file.name, path: file.path });
  });
});
