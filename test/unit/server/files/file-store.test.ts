import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { judgeLimits } from '../../../../server/cli/doctor/file-store.ts';
import { nameOfPicture } from '../../../../server/files/buckets.ts';
import { sha256Of } from '../../../../server/files/file-store.ts';
import { LocalFolder } from '../../../../server/files/local-folder.ts';
import { SupabaseStorage } from '../../../../server/files/supabase-storage.ts';
import { SECRET_KEY, StorageServer } from '../../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const CONTENT = { contentType: 'video/webm' };
const PIECE_BYTES = 6 * 1024 * 1024;

function aFile(bytes: Buffer | string): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, bytes);
  return path;
}

async function aServer() {
  const server = await StorageServer.start();
  onTestFinished(() => server.close());
  return server;
}

const storageOn = ({ url }: StorageServer, more = {}) =>
  SupabaseStorage.create({ url, key: SECRET_KEY, bucket: 'sideline', ...more });

const STORES = [
  { end: 'a local folder', create: () => LocalFolder.create(temporaryFolder(), { reserveBytes: 0 }) },
  { end: 'Supabase Storage', create: async () => storageOn(await aServer()) },
];

describe.each(STORES)('files in $end', ({ create }) => {
  it('are read as they were put', async () => {
    const store = await create();
    const bytes = randomBytes(300_000);
    await store.put('sessions/a/part-1.webm', aFile(bytes), CONTENT);
    expect(await store.size('sessions/a/part-1.webm')).toBe(300_000);
    expect((await buffer(await store.open('sessions/a/part-1.webm'))).equals(bytes)).toBe(true);
  });

  it('may be empty', async () => {
    const store = await create();
    await store.put('empty', aFile(''), CONTENT);
    expect(await store.size('empty')).toBe(0);
  });

  it('are read in ranges, which end with the file', async () => {
    const store = await create();
    await store.put('film', aFile('0123456789'), CONTENT);
    const read = async (start: number, end: number) =>
      (await buffer(await store.open('film', { start, end }))).toString();
    expect(await read(2, 4)).toBe('234');
    expect(await read(8, 99)).toBe('89');
    await expect(read(10, 12)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(read(4, 2)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('give way to a new one of the same name', async () => {
    const store = await create();
    await store.put('film', aFile('old'), CONTENT);
    await store.put('film', aFile('newer'), CONTENT);
    expect((await buffer(await store.open('film'))).toString()).toBe('newer');
  });

  it('are whole in the store, wherever the local file is, when the store may take that', async () => {
    const store = await create();
    const source = aFile('moving pictures');
    const taken = await store.put('film', source, { ...CONTENT, move: true });
    expect(existsSync(source)).toBe(!taken);
    expect((await buffer(await store.open('film'))).toString()).toBe('moving pictures');
  });

  it('are gone once removed, and may be removed twice', async () => {
    const store = await create();
    await store.put('film', aFile('x'), CONTENT);
    await store.remove(['film', 'never-there']);
    await store.remove(['film']);
    await store.remove([]);
    expect(await store.size('film')).toBeUndefined();
    await expect(store.open('film')).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.link('film', 60)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['../secret', '/etc/passwd', 'a/../b', 'a//b', '.hidden', 'a\0b', 'a\u202eb', 'a\\b', 'x'.repeat(301), ''])(
    'have no name such as %j',
    async (name) => {
      const store = await create();
      const refused = { code: 'invalid_request' };
      await expect(store.put(name, aFile('x'), CONTENT)).rejects.toMatchObject(refused);
      await expect(store.open(name)).rejects.toMatchObject(refused);
      await expect(store.size(name)).rejects.toMatchObject(refused);
      await expect(store.remove([name])).rejects.toMatchObject(refused);
    },
  );

  it('are not put when there is nothing to read', async () => {
    const store = await create();
    await expect(store.put('film', '/no/such/file', CONTENT)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await store.size('film')).toBeUndefined();
  });

  it('are not there when they were given up', async () => {
    const store = await create();
    const signal = AbortSignal.abort(new Error('stopping'));
    await expect(store.put('film', aFile('x'), { ...CONTENT, signal })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    expect(await store.size('film')).toBeUndefined();
  });
});

describe('a local folder', () => {
  it('refuses a file that leaves too little room on the disk, and keeps nothing of it', async () => {
    const root = temporaryFolder();
    const store = await LocalFolder.create(root, { reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(store.put('film', aFile('x'), CONTENT)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(readdirSync(root)).toEqual(['.unfinished']);
  });

  it('removes what was left unfinished long ago, and not what may be under way', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, '.unfinished'));
    for (const name of ['old', 'new']) writeFileSync(join(root, '.unfinished', name), 'half');
    utimesSync(join(root, '.unfinished', 'old'), 0, 0);
    await LocalFolder.create(root);
    expect(readdirSync(join(root, '.unfinished'))).toEqual(['new']);
  });

  it('has no addresses of its own', async () => {
    const store = await LocalFolder.create(temporaryFolder(), { reserveBytes: 0 });
    await store.put('film', aFile('x'), CONTENT);
    expect(await store.link('film')).toBeUndefined();
    expect(await store.links()).toBeUndefined();
  });
});

describe('Supabase Storage', () => {
  it('have buckets of their own for clips, for films that browsers send and for pictures of people', async () => {
    const server = await aServer();
    const store = await storageOn(server, { bucket: 'recordings' });
    const picture = nameOfPicture(randomUUID(), '1');
    const names = [
      'sessions/a/recording-1.webm',
      'sessions/a/clip-1.mp4',
      'sessions/a/kinogram-1.png',
      'uploads/1',
      picture,
    ];
    for (const name of names) await store.put(name, aFile('x'), CONTENT);
    const kept = [
      `recordings/${names[0]}`,
      `clips/${names[1]}`,
      `clips/${names[2]}`,
      `uploads/${names[3]}`,
      `avatars/${picture}`,
    ];
    expect([...server.files.keys()]).toEqual(kept);
    await store.remove(names);
    expect([...server.files.keys()]).toEqual([]);
  });

  it('are limited by the project and by each bucket, as the store says', async () => {
    const server = await aServer();
    const store = await storageOn(server, { bucket: 'recordings' });
    server.buckets.set('uploads', { public: false, file_size_limit: 1_000 });
    const buckets = { recordings: undefined, uploads: 1_000 };
    expect(await store.limits()).toEqual({ project: undefined, buckets });
    server.faults.limitBytes = 50 * 1024 ** 2;
    expect(await store.limits()).toEqual({ project: 50 * 1024 ** 2, buckets });
    expect(judgeLimits(await store.limits(), 'recordings')).toMatchObject({
      status: 'warn',
      found:
        'Supabase Storage: recordings without a limit that it says, clips made when it is needed, uploads 0 MB; the whole project 50 MB',
    });
  });

  it('gets a bucket that is private, once', async () => {
    const server = await aServer();
    await storageOn(server);
    await storageOn(server);
    expect(server.buckets).toEqual(new Map([['sideline', { public: false }]]));
  });

  it('is refused with a public bucket, with a wrong key, and when nobody answers', async () => {
    const server = await aServer();
    server.buckets.set('open', { public: true });
    const unavailable = { code: 'storage_unavailable' };
    await expect(storageOn(server, { bucket: 'open' })).rejects.toMatchObject(unavailable);
    await expect(storageOn(server, { key: 'sb_secret_wrong' })).rejects.toMatchObject(unavailable);
    await server.close();
    await expect(storageOn(server)).rejects.toMatchObject(unavailable);
  });

  it('gives addresses at which anybody reads the file, and only with the right token', async () => {
    const server = await aServer();
    const store = await storageOn(server);
    await store.put('film', aFile('moving'), CONTENT);
    const link = await store.link('film', 60);
    expect(await (await fetch(link)).text()).toBe('moving');
    expect((await fetch(link.replace(/token=.*/, 'token=guessed'))).ok).toBe(false);
  });

  it('gives addresses of many files at once, from whichever bucket, and of those alone that are there', async () => {
    const store = await storageOn(await aServer());
    const picture = nameOfPicture(randomUUID(), randomUUID());
    for (const name of ['film', picture]) await store.put(name, aFile(name), CONTENT);
    const links = await store.links(['film', picture, 'never-there'], 60);
    expect([...links.keys()]).toEqual(['film', picture]);
    for (const [name, link] of links) expect(await (await fetch(link)).text()).toBe(name);
  });

  it('goes on with a transfer that was cut, from what had arrived', async () => {
    const server = await aServer();
    const store = await storageOn(server);
    const bytes = randomBytes(PIECE_BYTES * 2 + 1000);
    const source = aFile(bytes);
    let url: string | undefined;
    const keep = async (address: string) => {
      url = address;
    };
    server.faults.cutAfterBytes = PIECE_BYTES;
    await expect(store.put('film', source, { ...CONTENT, transfer: { url, keep } })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    expect(await store.size('film')).toBeUndefined();
    delete server.faults.cutAfterBytes;
    server.requests.length = 0;
    // Another process, after a restart.
    await (await storageOn(server)).put('film', source, { ...CONTENT, transfer: { url, keep } });
    expect(server.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(2);
    expect(await sha256Of(await store.open('film'))).toBe(await sha256Of(createReadStream(source)));
  });

  it('begins anew when the store has forgotten a transfer', async () => {
    const server = await aServer();
    const store = await storageOn(server);
    const kept: string[] = [];
    const transfer = {
      url: `${server.url}/storage/v1/upload/resumable/forgotten`,
      keep: async (address: string) => void kept.push(address),
    };
    await store.put('film', aFile('x'), { ...CONTENT, transfer });
    expect(kept).toHaveLength(1);
    expect(await store.size('film')).toBe(1);
  });

  it('says when a file is larger than it takes', async () => {
    const server = await aServer();
    const store = await storageOn(server);
    server.faults.limitBytes = 3;
    await expect(store.put('film', aFile('four'), CONTENT)).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is not waited for when it stops answering', async () => {
    const server = await aServer();
    const store = await storageOn(server, { stalledAfterMs: 100 });
    server.faults.hangs = true;
    await expect(store.put('film', aFile('x'), CONTENT)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  it('is unavailable, and keeps nobody waiting, while it answers nothing', async () => {
    const server = await aServer();
    const store = await storageOn(server, { answersWithinMs: 50 });
    await store.put('film', aFile('x'), CONTENT);
    server.faults.silent = true;
    const unavailable = { code: 'storage_unavailable' };
    await expect(store.size('film')).rejects.toMatchObject(unavailable);
    await expect(store.link('film', 60)).rejects.toMatchObject(unavailable);
    await expect(store.open('film')).rejects.toMatchObject(unavailable);
    await expect(store.limits()).rejects.toMatchObject(unavailable);
    await expect(store.remove(['film'])).rejects.toMatchObject(unavailable);
  });

  it.each([
    [402, 'exceed_storage_size_quota', 'storage_unavailable', 'raise the plan’s quota'],
    [413, 'The object exceeded the maximum allowed size', 'too_large', 'limit'],
    [403, 'new row violates row-level security policy', 'storage_unavailable', 'SUPABASE_SECRET_KEY'],
    [429, 'Too many connections issued to the database', 'rate_limited', 'try again'],
  ])(
    'refuses in words of its own (%i, %s), which become ours with what to do',
    async (status, message, code, advice) => {
      const server = await aServer();
      const store = await storageOn(server);
      await store.put('film', aFile('x'), CONTENT);
      Object.assign(server.faults, { status, message });
      const refused = { code, message: expect.stringContaining(advice) };
      await expect(store.put('film', aFile('x'), CONTENT)).rejects.toMatchObject(refused);
      await expect(store.size('film')).rejects.toMatchObject(refused);
      await expect(store.link('film', 60)).rejects.toMatchObject(refused);
      await expect(store.open('film')).rejects.toMatchObject(refused);
    },
  );

  it('is unavailable, not empty, while it answers with errors', async () => {
    const server = await aServer();
    const store = await storageOn(server);
    server.faults.status = 503;
    const unavailable = { code: 'storage_unavailable' };
    await expect(store.size('film')).rejects.toMatchObject(unavailable);
    await expect(store.open('film')).rejects.toMatchObject(unavailable);
    await expect(store.remove(['film'])).rejects.toMatchObject(unavailable);
  });
});
