/** What is made of recordings and films once they are whole: also when the server dies in the middle, never of what is deleted. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AV_PIX_FMT_YUV420P10LE } from 'node-av/constants';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Derivation } from '../../../server/derived/derivation.ts';
import type { FileStore } from '../../../server/files/file-store.ts';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import { Jobs } from '../../../server/jobs/jobs.ts';
import { Records } from '../../../server/records/records.ts';
import { SessionCloser } from '../../../server/sessions/session-closer.ts';
import { type SessionFileItem, sessionFilesSchema } from '../../../shared/contract/files.ts';
import { TestFiles } from '../../support/files.ts';
import { evenTimes, greyPictures, renderFilm } from '../../support/film.ts';
import { embeddedDatabase, type TestDatabase } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { upload, uploadOf } from '../../support/uploads.ts';

const SIZE = { width: 480, height: 360 };
/** What is derived is made at the lowest priority: on a busy machine all other tests go first. */
const PATIENT = { timeout: 100_000, interval: 50 };

describe('a film that no browser shows', { timeout: 120_000 }, () => {
  let server: ServerProcess;
  let ada: Person;
  beforeAll(async () => {
    server = await ServerProcess.start();
    ada = await Person.signIn(server.url, 'Ada');
  }, 120_000);
  afterAll(() => server?.close());

  async function uploaded(): Promise<string> {
    const path = join(temporaryFolder(), 'film.mkv');
    const pictures = greyPictures(SIZE, evenTimes(30, 15));
    const tenBits = { encoder: 'libx265', pixelFormat: AV_PIX_FMT_YUV420P10LE } as const;
    await renderFilm(path, { size: SIZE, pictures, toneHz: 440, ...tenBits });
    const id = await upload(ada, await readFile(path), { activity: 'squat' });
    await expect.poll(async () => (await uploadOf(ada, id))?.status, PATIENT).toBe('ended');
    return id;
  }

  const filesOf = async (id: string) =>
    sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${id}/files`)).json()).files;
  const ofKind = (files: readonly SessionFileItem[], kind: SessionFileItem['kind']) =>
    files.filter((file) => file.kind === kind);
  const unfinished = () => readdirSync(join(server.dataDir, 'derived/unfinished'));

  it('gets a copy that all show, and what helps to look at it, each once, also when the server is killed', async () => {
    const id = await uploaded();
    const playable = async () => ofKind(await filesOf(id), 'playable')[0]?.id;
    await expect.poll(playable, PATIENT).toBeDefined();
    const before = await playable();
    await server.kill();
    await server.start();
    await expect.poll(async () => ofKind(await filesOf(id), 'proxy'), PATIENT).toHaveLength(1);
    const files = await filesOf(id);
    expect(files.map(({ kind }) => kind).sort()).toEqual(
      ['film', 'playable', 'proxy', 'thumbnails', 'track', 'waveform'].sort(),
    );
    const [film] = ofKind(files, 'film');
    for (const file of files.filter(({ kind }) => kind !== 'film' && kind !== 'track')) {
      expect(file).toMatchObject({ sourceId: film?.id, participantId: film?.participantId, endedAt: film?.endedAt });
      const response = await fetch(`${server.url}${file.url}`);
      expect(response.headers.get('content-type')).toBe(file.contentType);
      expect((await response.arrayBuffer()).byteLength).toBe(file.bytes);
    }
    expect(ofKind(files, 'playable')[0]?.id).toBe(before);
    expect(ofKind(files, 'thumbnails')[0]?.about).toMatchObject({ everyMs: 1_000, width: 160, height: 120 });
    await expect.poll(unfinished).toEqual([]);
  });

  it('leaves nothing when it is deleted meanwhile', async () => {
    const id = await uploaded();
    await expect.poll(() => unfinished().length, PATIENT).toBe(1);
    expect((await ada.fetch(`/sessions/${id}`, 'DELETE')).status).toBe(204);
    await expect.poll(() => readdirSync(join(server.dataDir, 'derived')), PATIENT).toEqual(['unfinished']);
    await expect.poll(unfinished, PATIENT).toEqual([]);
    await expect.poll(() => existsSync(join(server.dataDir, 'files/sessions', id)), PATIENT).toBe(false);
  });
});

describe('a file in the store', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let records: Records;
  beforeAll(async () => {
    database = await embeddedDatabase();
    records = await Records.create(database.options);
  }, 120_000);
  afterAll(async () => {
    await records?.close();
    await database?.remove();
  });

  /** Makes what there is to be made of a file that went to the store before. */
  async function derive(bytes: string | Buffer, store?: FileStore) {
    const { kept, source } = await stored(bytes, store);
    const { lines, sessions, close } = await work(kept, temporaryFolder());
    onTestFinished(close);
    await sessions.close(source.sessionId, 'ended');
    await expect.poll(() => records.files.toDerive(kept.node), PATIENT).toEqual([]);
    return { state: await kept.state(source.id), made: await records.files.madeOf(source.id), lines };
  }

  /** @param store a folder when left out */
  async function stored(bytes: string | Buffer, store?: FileStore) {
    const kept = new TestFiles(records, store ?? (await LocalFolder.create(join(temporaryFolder(), 'files'))));
    onTestFinished(() => kept.close());
    const user = await aGuest(records.accounts, 'Ada');
    const { id: sessionId } = await records.sessions.create(user, aNewSession());
    const source = await kept.whole(sessionId, bytes, { kind: 'recording' });
    await expect.poll(() => kept.state(source.id), PATIENT).toBe('stored');
    // Nothing takes the machine's time while the session is live.
    expect(await records.files.toDerive(kept.node)).toEqual([]);
    return { kept, source };
  }

  /** Begins to work, as a server does at its start. */
  async function work({ files, node }: TestFiles, folder: string, reserveBytes?: number) {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const jobs = await Jobs.create({ statements: records.statements, node, logger });
    const sessions = new SessionCloser(records);
    const derivation = await Derivation.create({
      ...{ records: records.files, files, sessions, jobs, folder, node, logger },
      ...(reserveBytes !== undefined && { reserveBytes }),
    });
    await jobs.start();
    const close = async () => {
      await jobs.close();
      await derivation.close();
    };
    return { lines, sessions, close };
  }

  it('of Supabase is fetched from there, and what is made of it goes there too', async () => {
    const server = await StorageServer.start();
    onTestFinished(() => server.close());
    const store = await SupabaseStorage.create({ url: server.url, key: SECRET_KEY, bucket: 'sideline' });
    const path = join(temporaryFolder(), 'film.webm');
    await renderFilm(path, { size: SIZE, encoder: 'libvpx', pictures: greyPictures(SIZE, evenTimes(15, 15)) });
    const { made, lines } = await derive(await readFile(path), store);
    expect(made.map(({ kind }) => kind).sort()).toEqual(['index', 'proxy', 'thumbnails']);
    for (const { name, bytes } of made) await expect.poll(() => store.size(name), PATIENT).toBe(bytes);
    expect(lines).toEqual([]);
  });

  it('waits while the disk has no room, and then is not forgotten', async () => {
    const path = join(temporaryFolder(), 'sound.webm');
    await renderFilm(path, { size: SIZE, pictures: [], soundOnlyMs: 500, toneHz: 440 });
    const { kept, source } = await stored(await readFile(path));
    const folder = temporaryFolder();
    const full = await work(kept, folder, Number.MAX_SAFE_INTEGER);
    await full.sessions.close(source.sessionId, 'ended');
    await expect.poll(() => full.lines, PATIENT).not.toEqual([]);
    await full.close();
    expect(full.lines.map((line) => JSON.parse(line))[0]).toMatchObject({ err: { code: 'storage_unavailable' } });
    expect(await records.files.madeOf(source.id)).toEqual([]);
    expect(await records.files.toDerive(kept.node)).toEqual([source.id]);
    onTestFinished((await work(kept, folder)).close);
    await expect.poll(() => records.files.toDerive(kept.node), PATIENT).toEqual([]);
    expect(await records.files.madeOf(source.id)).toHaveLength(2);
  });

  it('with sound alone gets an index and a wave form', async () => {
    const path = join(temporaryFolder(), 'sound.webm');
    await renderFilm(path, {
      ...{ size: SIZE, pictures: [], soundOnlyMs: 1_000, toneHz: 440, fileOptions: { live: '1' } },
    });
    const { made, lines } = await derive(await readFile(path));
    expect(made.map(({ kind }) => kind)).toEqual(['index', 'waveform']);
    expect(lines).toEqual([]);
  });

  it('that can not be read stays as it is, and that is said once', async () => {
    const { state, made, lines } = await derive('no film');
    expect({ state, made }).toEqual({ state: 'stored', made: [] });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ code: 'unreadable_film', reason: 'not-video' }]);
  });
});
