/** Who reads which bytes of a session's files, from the disk, a folder and Supabase Storage. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { FileStore } from '../../../server/files/file-store.ts';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import { fileRoutes } from '../../../server/http/file-routes.ts';
import { problemHandler } from '../../../server/http/problems.ts';
import { createRateLimits } from '../../../server/http/rate-limits.ts';
import { SignedToken } from '../../../server/identity/signed-token.ts';
import { Records } from '../../../server/records/records.ts';
import { problemSchema, type User } from '../../../shared/contract/rest.ts';
import { FILE_SECRET, TestFiles } from '../../support/files.ts';
import { embeddedDatabase, quiet, type TestDatabase } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { SECRET_KEY, StorageServer } from '../../support/supabase/storage-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let database: TestDatabase;
let records: Records;
let ada: User;
let sessionId: string;

beforeAll(async () => {
  database = await embeddedDatabase();
  records = await Records.create(database.options);
  ada = await aGuest(records.accounts, 'Ada');
});
afterAll(async () => {
  await records?.close();
  await database?.remove();
});
beforeEach(async () => {
  sessionId = (await records.sessions.create(ada, aNewSession())).id;
});

/** A server that gives out files. */
async function serve(store: FileStore) {
  const kept = new TestFiles(records, store);
  const app = express();
  app.use(
    '/api/files',
    fileRoutes(
      kept.files,
      createRateLimits(() => 'here'),
    ),
  );
  app.use(problemHandler(quiet));
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await kept.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const linkOf = async (id: string, user = ada) => {
    const listed = await kept.files.list(user, sessionId);
    return `${url}${listed.find((file) => file.id === id)?.url}`;
  };
  return { kept, url, linkOf };
}

const aFolder = () => LocalFolder.create(temporaryFolder(), { reserveBytes: 0 });
/** A store that is never reached, so that files stay on the disk. */
const storeThatIsAway = () => new SupabaseStorage({ url: 'http://127.0.0.1:1', key: SECRET_KEY, bucket: 'sideline' });

const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code;

const PLACES = [
  { place: 'grows on the disk', state: 'growing' },
  { place: 'waits on the disk', state: 'waiting' },
  { place: 'is stored', state: 'stored' },
] as const;

describe.each(PLACES)('a file that $place', ({ state }) => {
  async function aFile() {
    const { kept, url, linkOf } = await serve(state === 'stored' ? await aFolder() : storeThatIsAway());
    const file = await kept[state === 'growing' ? 'growing' : 'whole'](sessionId, '0123456789');
    await expect.poll(() => kept.state(file.id)).toBe(state);
    return { file, url, link: await linkOf(file.id) };
  }

  it('is read whole, in ranges, and asked for its size', async () => {
    const { link } = await aFile();
    const whole = await fetch(link);
    expect(whole.status).toBe(200);
    expect(await whole.text()).toBe('0123456789');
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '10',
      'content-type': 'video/webm',
      'content-disposition': 'inline; filename="sideline-recording-1.webm"',
      'cache-control': expect.stringContaining('private, no-transform'),
    });
    const head = await fetch(link, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    const read = async (range: string, headers = {}) => {
      const response = await fetch(link, { headers: { range, ...headers } });
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await read('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await read('bytes=8-99')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await read('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await read('bytes=10-')).toEqual([416, 'bytes */10', '']);
    expect(await read('bytes=1-2,5-6')).toEqual([200, null, '0123456789']);
    expect(await read('lines=1-2')).toEqual([200, null, '0123456789']);
    expect(await read('bytes=2-4', { 'if-range': '"another"' })).toEqual([200, null, '0123456789']);
    expect((await fetch(`${link}&download`)).headers.get('content-disposition')).toMatch(/^attachment;/);
  });

  it('is not sent again to whoever has it', async () => {
    const { link } = await aFile();
    const etag = (await fetch(link)).headers.get('etag') ?? '';
    const again = await fetch(link, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('gives nothing to strangers, whatever address they ask', async () => {
    const { file, url, link } = await aFile();
    const token = new URL(link).searchParams.get('token') ?? '';
    const links = new SignedToken({
      ...{ secret: FILE_SECRET, audience: 'sideline:file' },
      claims: z.looseObject({}),
    });
    const inAMinute = new Date(Date.now() + 60_000);
    const stranger = await aGuest(records.accounts, 'Stranger');
    const refusals = {
      'without a token': `${url}/api/files/${file.id}`,
      'a forged token': `${url}/api/files/${file.id}?token=${token.slice(0, -3)}AAA`,
      'another file': `${url}/api/files/${randomUUID()}?token=${token}`,
      'a token that has run out': `${url}/api/files/${file.id}?token=${await links.sign({ sub: ada.id, file: file.id }, new Date(0))}`,
      'no uuid': `${url}/api/files/..%2f..%2fsecret?token=${token}`,
      'a person who may not read it': `${url}/api/files/${file.id}?token=${await links.sign({ sub: stranger.id, file: file.id }, inAMinute)}`,
    };
    const answers = Object.entries(refusals).map(async ([what, address]) => [what, await codeOf(await fetch(address))]);
    expect(Object.fromEntries(await Promise.all(answers))).toEqual({
      'without a token': 'unauthenticated',
      'a forged token': 'unauthenticated',
      'another file': 'unauthenticated',
      'a token that has run out': 'unauthenticated',
      'no uuid': 'invalid_request',
      'a person who may not read it': 'not_found',
    });
  });
});

describe('links to files', () => {
  it('lead to Supabase Storage, where files are stored there', async () => {
    const storage = await StorageServer.start();
    onTestFinished(() => storage.close());
    const store = await SupabaseStorage.create({ url: storage.url, key: SECRET_KEY, bucket: 'sideline' });
    const { kept, linkOf } = await serve(store);
    const file = await kept.whole(sessionId, '0123456789');
    await expect.poll(() => kept.state(file.id)).toBe('stored');
    const answer = await fetch(await linkOf(file.id), { redirect: 'manual' });
    expect([answer.status, new URL(answer.headers.get('location') ?? '').origin]).toEqual([302, storage.url]);
    expect(await (await fetch(await linkOf(file.id))).text()).toBe('0123456789');
  });

  it('are given to those who took part, and lead nowhere once their invitation is taken back', async () => {
    const { kept, linkOf } = await serve(await aFolder());
    const file = await kept.growing(sessionId, 'moving pictures');
    const coach = await aGuest(records.accounts, 'Kim');
    const invitation = await records.invitations.create(ada, sessionId, { role: 'coach', hours: 1 });
    await expect(kept.files.list(coach, sessionId)).rejects.toMatchObject({ code: 'not_found' });
    await records.participants.join(sessionId, {
      ...{ participantId: randomUUID(), user: coach, role: 'coach', invitationId: invitation.id },
    });
    const link = await linkOf(file.id, coach);
    expect((await fetch(link)).status).toBe(200);
    await records.invitations.revoke(ada, sessionId, invitation.id);
    expect((await fetch(link)).status).toBe(404);
  });

  it('lead to no file that was lost or removed', async () => {
    const { kept, linkOf } = await serve(await aFolder());
    const [lost, removed] = [await kept.growing(sessionId, 'x'), await kept.growing(sessionId, 'x')];
    const links = [await linkOf(lost.id), await linkOf(removed.id)];
    await kept.files.lost(lost.id);
    await kept.files.remove(removed.id);
    expect(await Promise.all(links.map(async (link) => codeOf(await fetch(link))))).toEqual(['not_found', 'not_found']);
    expect(await kept.files.list(ada, sessionId)).toMatchObject([{ id: lost.id, state: 'lost', url: null }]);
  });
});
