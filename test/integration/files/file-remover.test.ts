/** Nothing is left of a file that was removed: on the disk, in the outbox, in the store. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import type { Records } from '../../../server/records/records.ts';
import { Retention } from '../../../server/sessions/retention.ts';
import { TestFiles } from '../../support/files.ts';
import { embeddedRecords, quiet } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SEVERAL_PIECES = Buffer.alloc(7 * 1024 * 1024, 'x');

describe('a file that is removed', () => {
  let records: Records;

  beforeAll(async () => {
    const opened = await embeddedRecords();
    records = opened.records;
    return opened.close;
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
    const user = await aGuest(records.accounts, 'Ada');
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

  it('is gone with its session, wherever it was', async () => {
    const { store, start, sessionId, allRemoved } = await aSetting();
    const kept = start();
    const stored = await kept.whole(sessionId, 'moving pictures');
    await expect.poll(() => kept.state(stored.id)).toBe('stored');
    const growing = await kept.growing(sessionId, 'more', { participantId: randomUUID() });
    await records.sessions.remove(sessionId);
    kept.files.removed();
    await allRemoved();
    expect(await store.size(stored.name)).toBeUndefined();
    expect(kept.onDisk(growing)).toBe(false);
  });

  it('is gone when it was made after it was removed', async () => {
    const { start, sessionId } = await aSetting();
    const kept = start();
    const file = await kept.growing(sessionId, 'moving pictures');
    await records.sessions.remove(sessionId);
    writeFileSync(file.path ?? '', 'more');
    expect(await kept.files.finish({ id: file.id, path: file.path ?? '' }, { endedAt: 1_000 })).toBe(false);
    expect(kept.onDisk(file)).toBe(false);
    expect(await kept.files.finish({ id: file.id, path: file.path ?? '' }, { endedAt: 1_000 })).toBe(false);
  });
});

describe('files that are kept for some days', () => {
  const DAY_MS = 86_400_000;
  let records: Records;

  beforeAll(async () => {
    const opened = await embeddedRecords();
    records = opened.records;
    return opened.close;
  });

  it('go when their session ended that long ago, as the server or their session says', async () => {
    const kept = new TestFiles(records, await LocalFolder.create(temporaryFolder(), { reserveBytes: 0 }));
    onTestFinished(() => kept.close());
    const ada = await aGuest(records.accounts, 'Ada');
    const aSession = async ({ daysAgo, keep }: { daysAgo?: number; keep?: number }) => {
      const { id } = await records.sessions.create(ada, aNewSession());
      const file = await kept.whole(id, 'moving pictures');
      if (keep !== undefined) await kept.files.keep(ada, id, keep);
      if (daysAgo !== undefined) {
        await records.sessions.close(id, { status: 'ended', endedAt: -daysAgo * DAY_MS, athletes: [] });
      }
      return { id, file };
    };
    const sessions = {
      old: await aSession({ daysAgo: 3 }),
      young: await aSession({ daysAgo: 1 }),
      live: await aSession({}),
      'kept for longer': await aSession({ daysAgo: 3, keep: 30 }),
      'kept for ever': await aSession({ daysAgo: 3, keep: 0 }),
      'kept for less': await aSession({ daysAgo: 1.5, keep: 1 }),
    };
    const isThere = async () => {
      const there = Object.entries(sessions).map(async ([name, { id, file }]) => {
        expect(await records.sessions.read(ada, id)).toMatchObject({ id });
        return (await kept.state(file.id)) === undefined ? [] : [name];
      });
      return (await Promise.all(there)).flat();
    };
    const storage = await kept.files.storage(ada);
    expect(storage).toMatchObject({ files: 6, bytes: 90, serverKeepsDays: 0 });
    expect(storage.sessions).toMatchObject([
      { id: sessions.old.id, files: 1, bytes: 15, keptForDays: null, removedAt: null },
      { id: sessions.young.id, removedAt: null },
      { id: sessions.live.id, removedAt: null },
      { id: sessions['kept for longer'].id, keptForDays: 30, removedAt: expect.any(String) },
      { id: sessions['kept for ever'].id, keptForDays: 0, removedAt: null },
      { id: sessions['kept for less'].id, keptForDays: 1, removedAt: expect.any(String) },
    ]);
    await expect(kept.files.keep(await aGuest(records.accounts, 'Kim'), sessions.old.id, 0)).rejects.toMatchObject({
      code: 'not_found',
    });
    const looksOnce = async (keepDays: number) => {
      await new Retention({
        ...{ storage: records.storage, keepDays, logger: quiet },
        onRemoved: () => kept.files.removed(),
      }).close();
    };
    await looksOnce(0);
    expect(await isThere()).toEqual(['old', 'young', 'live', 'kept for longer', 'kept for ever']);
    await looksOnce(2);
    expect(await isThere()).toEqual(['young', 'live', 'kept for longer', 'kept for ever']);
  });
});
