/** The server is killed in the middle of what it does with a film: after the next start it goes on, and nothing is left over. */
import { existsSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { padded, squatFilm } from '../../support/squat-film.ts';
import { SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';
import { begin, tus, upload, uploadOf } from '../../support/uploads.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
/** Two of the pieces that Supabase Storage takes. */
const FILM_BYTES = 8 * 1024 ** 2;

describe('the server is killed', { timeout: 120_000 }, () => {
  let store: StorageServer;
  let server: ServerProcess;
  let ada: Person;
  let film: Buffer;
  /** Of the film that goes through all of it. */
  let id: string;
  beforeAll(async () => {
    film = padded(await squatFilm(1), FILM_BYTES);
    store = await StorageServer.start();
    server = await ServerProcess.start({ SUPABASE_URL: store.url, SUPABASE_SECRET_KEY: SECRET_KEY });
    ada = await Person.signIn(server.url, 'Ada');
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  async function killed(): Promise<void> {
    await server.kill();
    await server.start();
  }
  /** Until the keypoints of a film are written, which comes before anything of it is put on record. */
  async function keypointsFound(): Promise<void> {
    for await (const { filename } of watch(join(server.dataDir, 'uploads'))) if (filename?.endsWith('.track')) return;
  }
  const received = async () => (await uploadOf(ada, id))?.received ?? 0;
  const stored = (kind: string) => [...store.files.keys()].filter((name) => name.includes(`${id}/${kind}-`));

  it('while a film arrives: what is here is not sent again', async () => {
    id = await begin(ada, film.length);
    // A piece of which only a part is sent.
    const sending = request(`${server.url}/api/uploads/${id}`, {
      method: 'PATCH',
      headers: {
        ...{ Authorization: `Bearer ${ada.token}`, 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' },
        ...{ 'Content-Type': 'application/offset+octet-stream', 'Content-Length': String(film.length) },
      },
    });
    const broken = new Promise((resolve) => sending.once('error', resolve));
    sending.write(film.subarray(0, 3_000_000));
    await expect.poll(received, PATIENT).toBe(3_000_000);
    // The first part of the film can't be stored for now.
    store.faults.cutAfterBytes = 6 * 1024 ** 2;
    await killed();
    await broken;
    const head = await tus(ada, `/${id}`, { method: 'HEAD' });
    expect(head.headers.get('upload-offset')).toBe('3000000');
    const found = keypointsFound();
    await upload(ada, film, { activity: 'squat' }, { uploadUrl: `${server.url}/api/uploads/${id}` });
    expect(await received()).toBe(film.length);
    await found;
  });

  it('while what came of the film is put on record: all of it is there, once', async () => {
    await killed();
    await expect.poll(async () => (await uploadOf(ada, id))?.status, PATIENT).toBe('ended');
    const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${id}/files`)).json());
    expect(files.filter(({ sourceId }) => sourceId === null).map(({ kind }) => kind)).toEqual(['film', 'track']);
    await expect.poll(() => stored('track').length, PATIENT).toBe(1);
    await expect.poll(() => readdirSync(join(server.dataDir, 'uploads')), PATIENT).toEqual([id]);
  });

  it('while the film is moved to the store: it is moved once, whole, and its local copy goes only then', async () => {
    const halfSent = () => store.requests.filter((line) => line.startsWith('PATCH')).length;
    await expect.poll(halfSent, PATIENT).toBeGreaterThan(0);
    await server.kill();
    expect(stored('film')).toEqual([]);
    expect(existsSync(join(server.dataDir, 'uploads', id))).toBe(true);
    delete store.faults.cutAfterBytes;
    await server.start();
    await expect.poll(() => stored('film').length, PATIENT).toBe(1);
    expect(store.files.get(stored('film')[0] ?? '')?.equals(film)).toBe(true);
    await expect.poll(() => readdirSync(join(server.dataDir, 'uploads')), PATIENT).toEqual([]);
    expect(await ada.record(id)).toMatchObject({ status: 'ended', reps: 1 });
  });

  it('while a session is deleted: nothing of it is left, neither here nor in the store', async () => {
    store.faults.status = 503;
    expect((await ada.fetch(`/sessions/${id}`, 'DELETE')).status).toBe(204);
    await server.kill();
    expect(stored('film')).toHaveLength(1);
    delete store.faults.status;
    await server.start();
    await expect.poll(() => [...store.files.keys()].filter((name) => name.includes(id)), PATIENT).toEqual([]);
    expect((await ada.fetch(`/sessions/${id}`)).status).toBe(404);
    for (const folder of ['uploads', 'derived/unfinished', 'recordings']) {
      expect(readdirSync(join(server.dataDir, folder))).toEqual([]);
    }
    expect(readdirSync(join(server.dataDir, 'derived'))).toEqual(['unfinished']);
  });
});
