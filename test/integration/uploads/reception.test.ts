/** Films arrive: by whom, how large, under what name, in pieces. What becomes of them is judged elsewhere. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LARGEST_FILM_BYTES, type UploadTicket, uploadTicketSchema } from '../../../shared/contract/uploads.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { copyTemplate } from '../../support/fresh-database.ts';
import { Person } from '../../support/rest.ts';
import { begin, idOf, sendByTicket, tus, upload, uploadOf, uploadsOf } from '../../support/uploads.ts';

describe('uploads', () => {
  let dataDir: string;
  let server: TestApp;
  let ada: Person;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sideline-test-'));
    copyTemplate(dataDir);
    server = await startApp({ SIDELINE_DATA_DIR: dataDir });
    ada = await Person.signIn(server.url, 'Ada');
  });
  afterAll(async () => {
    await server?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const pathOf = (id: string) => join(dataDir, 'uploads', id);

  it('takes a film in pieces, and lists it by the name of its file', async () => {
    const film = randomBytes(50_000);
    const id = await upload(ada, film, { filename: 'a film.mp4', activity: 'squat' }, { chunkSize: 16_000 });
    expect(await uploadOf(ada, id)).toMatchObject({
      title: 'a film.mp4',
      bytes: 50_000,
      received: 50_000,
      activityName: { en: 'Squat' },
    });
    expect((await uploadOf(ada, id))?.status).not.toBe('uploading');
  });

  it('takes the same film twice, as two', async () => {
    const film = randomBytes(1_000);
    const [one, two] = await Promise.all([upload(ada, film), upload(ada, film)]);
    expect(one).not.toBe(two);
    expect(await uploadOf(ada, two)).toMatchObject({ bytes: 1_000, received: 1_000, activityName: null });
  });

  describe('by a page’s token', () => {
    const beginAs = async (person: Person, bytes: number): Promise<UploadTicket> =>
      uploadTicketSchema.parse(
        await (await person.fetch('/uploads/begin', 'POST', { bytes, filename: 'a film.mp4' })).json(),
      );
    const send = ({ url }: Person, film: Buffer, ticket: UploadTicket, options: Partial<UploadOptions> = {}) =>
      sendByTicket(film, ticket, { endpoint: `${url}${ticket.endpoint}`, ...options });

    it('takes a film in pieces, and goes on with a newer token', async () => {
      const film = randomBytes(50_000);
      const ticket = await beginAs(ada, film.length);
      let url: string | null = null;
      const first = send(ada, film, ticket, {
        chunkSize: 16_000,
        onAfterResponse: (request, response) => {
          url = new URL(response.getHeader('Location') ?? request.getURL(), request.getURL()).href;
          if (request.getMethod() === 'PATCH') throw new Error('the network is lost');
        },
      });
      await expect(first).rejects.toThrow('the network is lost');
      expect(await uploadOf(ada, ticket.id)).toMatchObject({
        title: 'a film.mp4',
        status: 'uploading',
        received: 16_000,
      });
      expect((await ada.fetch(`/uploads/${ticket.id}/arrived`, 'POST')).status).toBe(409);
      const newer = uploadTicketSchema.parse(await (await ada.fetch(`/uploads/${ticket.id}/ticket`, 'POST')).json());
      await send(ada, film, newer, { uploadUrl: url });
      expect((await ada.fetch(`/uploads/${ticket.id}/arrived`, 'POST')).status).toBe(204);
      expect((await uploadOf(ada, ticket.id))?.status).not.toBe('uploading');
      expect((await ada.fetch(`/uploads/${ticket.id}/ticket`, 'POST')).status).toBe(409);
    });

    it('takes nothing by a token of another film, of nobody, or of another size, and gives nobody else a token', async () => {
      const [one, other] = [await beginAs(ada, 10), await beginAs(ada, 10)];
      await expect(send(ada, randomBytes(11), one)).rejects.toThrow('not as large as was said');
      await expect(send(ada, randomBytes(10), { ...one, headers: { 'x-signature': 'none' } })).rejects.toThrow('401');
      await expect(send(ada, randomBytes(10), { ...one, headers: {} })).rejects.toThrow('401');
      await send(ada, randomBytes(10), other);
      const to = { uploadUrl: `${server.url}${one.endpoint}/${one.id}` };
      await expect(send(ada, randomBytes(10), { ...one, headers: other.headers }, to)).rejects.toThrow();
      expect(await uploadOf(ada, one.id)).toMatchObject({ status: 'uploading', received: 0 });
      const eve = await Person.signIn(server.url, 'Eve');
      for (const path of ['ticket', 'arrived']) {
        expect((await eve.fetch(`/uploads/${one.id}/${path}`, 'POST')).status).toBe(404);
      }
      for (const { id } of [one, other]) await ada.fetch(`/uploads/${id}`, 'DELETE');
    });

    it.each([
      [413, { bytes: LARGEST_FILM_BYTES + 1 }],
      [400, { bytes: 0 }],
      [400, { bytes: 10, activity: 'no-such-thing' }],
      [400, {}],
    ])('answers %i to a film of %o', async (status, wish) => {
      expect((await ada.fetch('/uploads/begin', 'POST', wish)).status).toBe(status);
    });
  });

  it('goes on where it stopped, also after a restart, and removes what nobody went on with', async () => {
    const film = randomBytes(30_000);
    const id = await begin(ada, film.length);
    const abandoned = await begin(ada, 10);
    const piece = await tus(ada, `/${id}`, {
      method: 'PATCH',
      headers: { 'Upload-Offset': '0' },
      body: film.subarray(0, 12_345),
    });
    expect(piece.status).toBe(204);
    expect(await uploadOf(ada, id)).toMatchObject({ status: 'uploading', received: 12_345 });
    const longAgo = new Date(Date.now() - 4 * 86_400_000);
    utimesSync(pathOf(abandoned), longAgo, longAgo);
    await server.close();
    server = await startApp({ SIDELINE_DATA_DIR: dataDir });
    Object.assign(ada, { url: server.url });

    expect(await uploadOf(ada, abandoned)).toBeUndefined();
    expect(existsSync(pathOf(abandoned))).toBe(false);
    const offsets: string[] = [];
    await upload(
      ada,
      film,
      {},
      {
        uploadUrl: `${server.url}/api/uploads/${id}`,
        onAfterResponse: (request, response) =>
          void offsets.push(`${request.getMethod()} ${response.getHeader('Upload-Offset')}`),
      },
    );
    expect(offsets).toEqual(['HEAD 12345', 'PATCH 30000']);
    expect(await uploadOf(ada, id)).toMatchObject({ received: 30_000 });
  });

  it('says when the disk takes no more, and goes on when it does', async () => {
    const film = randomBytes(20_000);
    const id = await begin(ada, film.length);
    const send = () => tus(ada, `/${id}`, { method: 'PATCH', headers: { 'Upload-Offset': '0' }, body: film });
    // A device on which there never is room.
    rmSync(pathOf(id));
    symlinkSync('/dev/full', pathOf(id));
    const refused = await send();
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'storage_unavailable' }]);
    rmSync(pathOf(id));
    writeFileSync(pathOf(id), '');
    expect((await send()).status).toBe(204);
    expect(await uploadOf(ada, id)).toMatchObject({ received: film.length });
  });

  it('gives a film up: nothing of it is left', async () => {
    const id = await begin(ada, 10);
    expect(existsSync(pathOf(id))).toBe(true);
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(204);
    expect(existsSync(pathOf(id))).toBe(false);
    expect(await uploadOf(ada, id)).toBeUndefined();
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(404);
    expect((await tus(ada, `/${id}`, { method: 'HEAD' })).status).toBe(404);
  });

  it('shows a stranger nothing and takes nothing from one', async () => {
    const id = await begin(ada, 10);
    const eve = await Person.signIn(server.url, 'Eve');
    const patch = { method: 'PATCH', headers: { 'Upload-Offset': '0' }, body: Buffer.from('0123456789') };
    expect((await tus(eve, `/${id}`, { method: 'HEAD' })).status).toBe(404);
    expect((await tus(eve, `/${id}`, patch)).status).toBe(404);
    expect((await eve.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(404);
    expect((await eve.fetch(`/uploads/${id}`)).status).toBe(404);
    expect((await ada.fetch(`/uploads/${id}`)).status).toBe(404);
    expect(await uploadsOf(eve)).toEqual([]);
    // By another method's name in a header either.
    const disguised = { headers: { 'X-HTTP-Method-Override': 'DELETE', 'Upload-Length': '10' } };
    expect((await tus(eve, `/${id}`, disguised)).status).toBe(404);
    const nobody = await fetch(`${server.url}/api/uploads/${id}`, {
      method: 'HEAD',
      headers: { 'Tus-Resumable': '1.0.0' },
    });
    expect(nobody.status).toBe(401);
    expect(await uploadOf(ada, id)).toMatchObject({ status: 'uploading', received: 0 });
  });

  it('is no session before it is judged', async () => {
    const id = await begin(ada, 10);
    expect((await ada.fetch(`/sessions/${id}`)).status).toBe(404);
    expect((await ada.sessions()).map((session) => session.id)).not.toContain(id);
    expect((await ada.fetch(`/sessions/${id}/invitations`)).status).toBe(404);
  });

  describe('that lie about their size', () => {
    it('get no more than they said', async () => {
      const id = await begin(ada, 10);
      const response = await tus(ada, `/${id}`, {
        method: 'PATCH',
        headers: { 'Upload-Offset': '0' },
        body: randomBytes(11),
      });
      expect(response.status).toBe(413);
      expect(await uploadOf(ada, id)).toMatchObject({ status: 'uploading', received: 0 });
    });

    it('are not whole with less', async () => {
      const id = await begin(ada, 10);
      await tus(ada, `/${id}`, { method: 'PATCH', headers: { 'Upload-Offset': '0' }, body: randomBytes(9) });
      expect(await uploadOf(ada, id)).toMatchObject({ status: 'uploading', received: 9 });
      const elsewhere = await tus(ada, `/${id}`, {
        method: 'PATCH',
        headers: { 'Upload-Offset': '5' },
        body: randomBytes(1),
      });
      expect(elsewhere.status).toBe(409);
    });

    it.each([
      ['more than is taken', { 'Upload-Length': String(LARGEST_FILM_BYTES + 1) }, 413],
      ['nothing', { 'Upload-Length': '0' }, 400],
      ['less than nothing', { 'Upload-Length': '-1' }, 400],
      ['no number', { 'Upload-Length': '1e9999' }, 400],
      ['no size', { 'Upload-Defer-Length': '1' }, 400],
      ['parts of a film', { 'Upload-Length': '10', 'Upload-Concat': 'partial' }, 400],
    ])('are refused: %s', async (_what, headers, status) => {
      const before = (await uploadsOf(ada)).length;
      const response = await tus(ada, '', { headers });
      expect(response.status).toBe(status);
      expect(await uploadsOf(ada)).toHaveLength(before);
    });
  });

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['squats\u202e4pm.exe', 'squats4pm.exe'],
    ['深'.repeat(100), '深'.repeat(100)],
    // 300 bytes of a name, as some systems allow them, in the letters of any language.
    [`${'squats '.repeat(42)}.mp4`, `${'squats '.repeat(17)}…`],
  ])('shows the name %j as %j, and puts it into no path', async (filename, title) => {
    const id = await upload(ada, randomBytes(10), { filename });
    expect(await uploadOf(ada, id)).toMatchObject({ title });
  });

  it('refuses an activity that is not there, and says so', async () => {
    const metadata = `activity ${Buffer.from('no-such').toString('base64')}`;
    const response = await tus(ada, '', { headers: { 'Upload-Length': '10', 'Upload-Metadata': metadata } });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 'invalid_request', detail: 'There is no activity “no-such”.' });
  });

  it('knows no upload of an id that it did not give', async () => {
    for (const id of [randomUUID(), '..%2f..%2fsecret', 'x']) {
      expect((await tus(ada, `/${id}`, { method: 'HEAD' })).status).toBe(404);
    }
    expect(() => idOf('/api/uploads/x')).toThrow();
  });

  it('limits how many one person has under way', async () => {
    const bob = await Person.signIn(server.url, 'Bob');
    for (let count = 0; count < 20; count += 1) await begin(bob, 10);
    const response = await tus(bob, '', { headers: { 'Upload-Length': '10' } });
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ code: 'rate_limited' });
  });
});
