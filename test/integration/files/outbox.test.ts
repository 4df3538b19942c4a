import { createReadStream, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FileStore, sha256Of } from '../../../server/files/file-store.ts';
import { Outbox } from '../../../server/files/outbox.ts';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import type { Records } from '../../../server/records/records.ts';
import { embeddedRecords, quiet } from '../../support/records/databases.ts';
import { type Faults, SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SEVERAL_PIECES = Buffer.alloc(7 * 1024 * 1024, 'x');

describe('the outbox', () => {
  let records: Records;
  let nodes = 0;

  beforeAll(async () => {
    const opened = await embeddedRecords();
    records = opened.records;
    return opened.close;
  });

  /** A store of its own, and a disk of its own. */
  async function aSetting() {
    const server = await StorageServer.start();
    onTestFinished(() => server.close());
    const store = await SupabaseStorage.create({ url: server.url, key: SECRET_KEY, bucket: 'sideline' });
    nodes += 1;
    return { server, store, node: `node-${nodes}` };
  }

  function open(store: FileStore, node: string) {
    let settle: (outcome: string) => void;
    const outcome = new Promise<string>((resolve) => {
      settle = resolve;
    });
    const outbox = new Outbox({
      store,
      node,
      entries: records.outbox,
      firstPauseMs: 5,
      onStored: (name) => settle(`stored ${name}`),
      onLost: (name) => settle(`lost ${name}`),
      logger: quiet,
    });
    onTestFinished(() => outbox.close());
    return { outbox, outcome };
  }

  function aFilm(node: string, bytes: string | Buffer = 'moving pictures') {
    const path = join(temporaryFolder(), 'film.webm');
    writeFileSync(path, bytes);
    return { name: `${node}/film.webm`, path, contentType: 'video/webm' };
  }

  const untilFailed = async (node: string, times: number) => {
    await expect
      .poll(async () => (await records.outbox.next(node))?.attempts, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(times);
  };

  it('moves a file to the store, and removes the local copy and the entry', async () => {
    const { store, node } = await aSetting();
    const { outbox, outcome } = open(store, node);
    const film = aFilm(node);
    await outbox.add(film);
    expect(await outcome).toBe(`stored ${film.name}`);
    expect((await buffer(await store.open(film.name))).toString()).toBe('moving pictures');
    expect(existsSync(film.path)).toBe(false);
    expect(await records.outbox.totals(node)).toEqual({ files: 0, bytes: 0, failing: 0 });
  });

  it('keeps the file while the store is away, and stores it once the store is back', async () => {
    const { server, store, node } = await aSetting();
    const { outbox, outcome } = open(store, node);
    const film = aFilm(node);
    server.faults.status = 503;
    await outbox.add(film);
    await untilFailed(node, 3);
    expect(existsSync(film.path)).toBe(true);
    expect(await records.outbox.totals(node)).toEqual({ files: 1, bytes: 15, failing: 1 });
    delete server.faults.status;
    expect(await outcome).toBe(`stored ${film.name}`);
  });

  it.each([
    { fault: 'refuses', set: (faults: Faults) => Object.assign(faults, { status: 403 }) },
    { fault: 'takes no file of that size', set: (faults: Faults) => Object.assign(faults, { limitBytes: 3 }) },
    {
      fault: 'has reached its quota',
      set: (faults: Faults) => Object.assign(faults, { status: 402, message: 'exceed_storage_size_quota' }),
    },
    { fault: 'takes nothing and says nothing', set: (faults: Faults) => Object.assign(faults, { hangs: true }) },
  ])('keeps the file while the store $fault, and stores it once that is over', async ({ set }) => {
    const { server, node } = await aSetting();
    const store = await SupabaseStorage.create({
      ...{ url: server.url, key: SECRET_KEY, bucket: 'sideline', stalledAfterMs: 100 },
    });
    const { outbox, outcome } = open(store, node);
    const film = aFilm(node);
    set(server.faults);
    await outbox.add(film);
    await untilFailed(node, 2);
    expect(existsSync(film.path)).toBe(true);
    for (const fault of ['status', 'message', 'limitBytes', 'hangs'] as const) delete server.faults[fault];
    expect(await outcome).toBe(`stored ${film.name}`);
    expect((await buffer(await store.open(film.name))).toString()).toBe('moving pictures');
  });

  it('does not trust a store that has something else than was sent', async () => {
    const { server, store, node } = await aSetting();
    const { outbox, outcome } = open(store, node);
    const film = aFilm(node);
    server.faults.corrupts = true;
    await outbox.add(film);
    await untilFailed(node, 1);
    expect(existsSync(film.path)).toBe(true);
    server.faults.corrupts = false;
    expect(await outcome).toBe(`stored ${film.name}`);
    expect((await buffer(await store.open(film.name))).toString()).toBe('moving pictures');
  });

  it('goes on after a restart in the middle of a transfer, without sending again what had arrived', async () => {
    const { server, store, node } = await aSetting();
    const first = open(store, node);
    const film = aFilm(node, SEVERAL_PIECES);
    server.faults.cutAfterBytes = 6 * 1024 * 1024;
    await first.outbox.add(film);
    await untilFailed(node, 1);
    await first.outbox.close();
    delete server.faults.cutAfterBytes;
    expect(await open(store, node).outcome).toBe(`stored ${film.name}`);
    expect(server.bytesTaken).toBe(SEVERAL_PIECES.length);
  });

  it('finds a file stored whose server ended before it could note so', async () => {
    const { store, node } = await aSetting();
    const film = aFilm(node);
    await store.put(film.name, film.path, film);
    const { size } = statSync(film.path);
    const sha256 = await sha256Of(createReadStream(film.path));
    rmSync(film.path);
    await records.outbox.add(node, { ...film, bytes: size, sha256 });
    expect(await open(store, node).outcome).toBe(`stored ${film.name}`);
  });

  it('says which file is lost when its local copy is gone and the store does not have it', async () => {
    const { store, node } = await aSetting();
    await records.outbox.add(node, {
      ...{ name: `${node}/film.webm`, path: '/no/such/film', contentType: 'video/webm' },
      ...{ bytes: 1, sha256: '0'.repeat(64) },
    });
    expect(await open(store, node).outcome).toBe(`lost ${node}/film.webm`);
    expect(await records.outbox.next(node)).toBeUndefined();
  });

  it('leaves the files of another server’s disk alone', async () => {
    const { store, node } = await aSetting();
    const film = aFilm(`${node}-elsewhere`);
    await records.outbox.add(`${node}-elsewhere`, { ...film, bytes: 15, sha256: '0'.repeat(64) });
    const { outbox, outcome } = open(store, node);
    await outbox.add(aFilm(node));
    await outcome;
    expect(await records.outbox.totals(`${node}-elsewhere`)).toMatchObject({ files: 1, failing: 0 });
  });

  it('refuses a name that waits already, and names that no file can have', async () => {
    const { server, store, node } = await aSetting();
    server.faults.status = 503;
    const { outbox } = open(store, node);
    await outbox.add(aFilm(node));
    await expect(outbox.add(aFilm(node))).rejects.toMatchObject({ code: 'already_exists' });
    await expect(outbox.add({ ...aFilm(node), name: '../film' })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
