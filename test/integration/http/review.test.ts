/** What stands beside a session's recordings: comments, clips, links to them, and what other programs get. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { pictures } from '../../../server/video/film/pictures.ts';
import { probe } from '../../../server/video/film/probe.ts';
import { readTrack } from '../../../shared/coaching/index.ts';
import { type Clip, clipSchema, clipsSchema } from '../../../shared/contract/clips.ts';
import { type Comment, commentSchema, commentsSchema } from '../../../shared/contract/comments.ts';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import { inkSchema } from '../../../shared/contract/ink.ts';
import { lessonLogReplySchema, lessonsSchema, MAX_LESSON_ENTRIES } from '../../../shared/contract/lessons.ts';
import { problemSchema } from '../../../shared/contract/rest.ts';
import { createdShareSchema, sharedClipSchema, sharesSchema } from '../../../shared/contract/shares.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { squatFilm } from '../../support/squat-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tus, upload } from '../../support/uploads.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let stranger: Person;
let sessionId: string;
let athleteId: string | undefined;

beforeAll(async () => {
  server = await startApp();
  [ada, kim, stranger] = await Promise.all([
    Person.signIn(server.url, 'Ada'),
    Person.signIn(server.url, 'Kim'),
    Person.signIn(server.url, 'Zed'),
  ]);
  sessionId = await ada.startUnrecordedSession();
  const sockets = await Promise.all([ada, kim].map(({ token }) => RawSocket.connect(server.url, token)));
  const [ownerSocket, coachSocket] = sockets;
  athleteId = (await ownerSocket?.join(sessionId))?.participantId;
  await coachSocket?.join(sessionId, (await ada.invite(sessionId, 'coach')).token);
  await coachSocket?.ask('stroke:begin', { athleteId, stroke: { ...stroke, at: 0 } });
  await coachSocket?.ask('stroke:end', { id: stroke.id });
  await ownerSocket?.ask('session:end');
  for (const socket of sockets) socket.close();
});
afterAll(() => server?.close());

const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code;
const comments = (path = '') => `/sessions/${sessionId}/comments${path}`;
const stroke = {
  id: randomUUID(),
  tool: 'line',
  colour: '#ffd400',
  width: 0.01,
  points: [
    [0.1, 0.2],
    [0.3, 0.4],
  ],
};

async function said(by: Person, path: string, body: object, method = 'POST'): Promise<Comment> {
  const response = await by.fetch(comments(path), method, body);
  expect(response.ok).toBe(true);
  return commentSchema.parse(await response.json());
}
const readBy = async (reader: Person) => commentsSchema.parse(await (await reader.fetch(comments())).json()).comments;

it('keeps what athlete and coach say of a moment or range, in threads, with ink', async () => {
  const moment = await said(ada, '', { from: 1_200, body: 'Too deep?', ink: [stroke] });
  expect(moment).toMatchObject({ author: 'Ada', own: true, deletable: true, from: 1_200, to: null, ink: [stroke] });
  const range = await said(kim, '', { from: 200, to: 900, body: 'Knees\nout' });
  const answer = await said(kim, `/${moment.id}/answers`, { body: 'No: like this.', ink: [stroke] });
  expect(answer).toMatchObject({ threadId: moment.id, from: 1_200, author: 'Kim' });
  const [first, second, third] = await readBy(ada);
  expect([first?.id, second?.id, third?.id]).toEqual([range.id, moment.id, answer.id]);
  expect(first).toMatchObject({ own: false, deletable: true, to: 900, body: 'Knees\nout' });

  expect(await said(kim, `/${moment.id}/resolved`, { resolved: true }, 'PUT')).toMatchObject({
    resolvedAt: expect.any(String),
    editedAt: null,
  });
  expect(await said(ada, `/${moment.id}`, { body: 'Deep enough?' }, 'PUT')).toMatchObject({
    body: 'Deep enough?',
    ink: [],
    editedAt: expect.any(String),
  });
  expect(await said(ada, `/${moment.id}/resolved`, { resolved: false }, 'PUT')).toMatchObject({ resolvedAt: null });
  expect(await codeOf(await kim.fetch(comments(`/${moment.id}`), 'PUT', { body: 'mine' }))).toBe('forbidden');
  expect(await codeOf(await kim.fetch(comments(`/${moment.id}`), 'DELETE'))).toBe('forbidden');
  expect(await codeOf(await ada.fetch(comments(`/${answer.id}/resolved`), 'PUT', { resolved: true }))).toBe(
    'invalid_request',
  );
  expect((await ada.fetch(comments(`/${moment.id}`), 'DELETE')).status).toBe(204);
  expect((await readBy(kim)).map(({ id }) => id)).toEqual([range.id]);
});

it('shows a stranger no comments, and takes none from one', async () => {
  const { id } = await said(ada, '', { from: 10, body: 'Between us' });
  const attempts = [
    ['GET', ''],
    ['POST', '', { from: 0, body: 'Hi' }],
    ['POST', `/${id}/answers`, { body: 'Hi' }],
    ['PUT', `/${id}`, { body: 'Hi' }],
    ['PUT', `/${id}/resolved`, { resolved: true }],
    ['DELETE', `/${id}`],
  ] as const;
  for (const [method, path, body] of attempts) {
    expect(await codeOf(await stranger.fetch(comments(path), method, body)), `${method} ${path}`).toBe('not_found');
  }
  expect((await fetch(`${server.url}/api${comments()}`)).status).toBe(401);
});

it.each([
  ['markup', '<img src=x onerror=alert(1)>'],
  ['SQL', "'); drop table public.session_comments; --"],
  ['a formula', '=HYPERLINK("http://x")'],
])('keeps %s as it is written', async (_what, body) => {
  const { id } = await said(ada, '', { from: 0, body });
  expect((await readBy(kim)).find((comment) => comment.id === id)?.body).toBe(body);
});

it.each([
  ['nothing', { from: 0, body: '  ' }],
  ['NUL', { from: 0, body: 'a\0b' }],
  ['half a character', { from: 0, body: 'a\ud800' }],
  ['what turns text round', { from: 0, body: 'a\u202eb' }],
  ['2,001 characters', { from: 0, body: 'a'.repeat(2_001) }],
  ['a range that ends before it begins', { from: 5, to: 5, body: 'a' }],
  ['a time before the session', { from: -1, body: 'a' }],
  [
    'ink of too many points',
    { from: 0, body: 'a', ink: Array(3).fill({ ...stroke, points: Array(700).fill([0, 0]) }) },
  ],
  ['ink outside of the picture', { from: 0, body: 'a', ink: [{ ...stroke, points: [[2, 0]] }] }],
])('refuses %s', async (_what, body) => {
  expect(await codeOf(await ada.fetch(comments(), 'POST', body))).toBe('invalid_request');
});

describe('clips', { timeout: 60_000 }, () => {
  let film: { session: string; file: string };
  /** More seldom than one person may ask for lists on the long run. */
  const PATIENT = { timeout: 40_000, interval: 400 };
  const whole = { from: 600, to: 2_100, title: 'First rep', wish: { form: 'film' } };

  beforeAll(async () => {
    const session = await upload(ada, await squatFilm(1), { activity: 'squat' });
    await vi.waitFor(async () => {
      const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${session}/files`)).json());
      const whole = files.find(({ kind, endedAt }) => kind === 'film' && endedAt !== null);
      expect(whole).toBeDefined();
      film = { session, file: whole?.id ?? '' };
    }, PATIENT);
  }, 60_000);

  const clipsOf = async (person = ada): Promise<Clip[]> =>
    clipsSchema.parse(await (await person.fetch(`/sessions/${film.session}/clips`)).json()).clips;
  const ask = (body: object, person = ada) =>
    person.fetch(`/sessions/${film.session}/clips`, 'POST', { ...whole, sourceId: film.file, ...body });
  async function made(body: object): Promise<Clip> {
    const response = await ask(body);
    expect(response.status).toBe(201);
    const { id } = clipSchema.parse(await response.json());
    const found = async () => (await clipsOf()).find((clip) => clip.id === id);
    await vi.waitFor(async () => expect((await found())?.state).not.toBe('waiting'), PATIENT);
    return clipSchema.parse(await found());
  }
  async function bytesOf({ url }: Clip): Promise<string> {
    const path = join(temporaryFolder(), 'clip');
    await writeFile(path, Buffer.from(await (await fetch(`${server.url}${url}`)).arrayBuffer()));
    return path;
  }

  it('are made of a film, slower and with its judgement in the pictures, and go when they are deleted', async () => {
    // In the middle of it the film stands still, with what was drawn for a comment.
    const line = {
      ...stroke,
      tool: 'line',
      colour: '#ffd400',
      width: 0.05,
      points: [
        [0, 0.1],
        [1, 0.1],
      ],
    };
    const body = { from: 1_300, body: 'Look here', ink: [line] };
    expect((await ada.fetch(`/sessions/${film.session}/comments`, 'POST', body)).status).toBe(201);
    const clip = await made({ wish: { form: 'film', speed: 0.5, overlay: true, pauseMs: 1_000 } });
    expect(clip).toMatchObject({
      state: 'ready',
      failure: null,
      maker: 'Ada',
      own: true,
      form: 'film',
      title: 'First rep',
    });
    const bytes = await bytesOf(clip);
    const { durationMs, video } = await probe(bytes);
    expect(Math.abs(durationMs - 4_000)).toBeLessThan(200);
    const isDrawn: [number, boolean][] = [];
    for await (const { picture, at } of pictures(bytes)) {
      const [red = 0, green = 0, blue = 255] =
        picture.letterboxed({ width: 24, height: 32 })?.data.subarray(3 * (3 * 24 + 12)) ?? [];
      isDrawn.push([Math.round(at), red > 200 && green > 150 && blue < 80]);
    }
    const drawnAt = isDrawn.flatMap(([at, drawn]) => (drawn ? [at] : []));
    expect(drawnAt).toHaveLength(1);
    expect(Math.abs((drawnAt[0] ?? 0) - 1_400)).toBeLessThan(20);
    expect(video).toMatchObject({ width: 240, height: 320, playable: true });

    expect(await codeOf(await stranger.fetch(`/sessions/${film.session}/clips/${clip.id}`, 'DELETE'))).toBe(
      'not_found',
    );
    expect((await ada.fetch(`/sessions/${film.session}/clips/${clip.id}`, 'DELETE')).status).toBe(204);
    expect(await clipsOf()).toEqual([]);
    expect((await fetch(`${server.url}${clip.url}`)).status).toBe(404);
    expect(readdirSync(join(server.dataDir, 'clips/unfinished'))).toEqual([]);
  });

  it('are one picture of several moments, where one asks for that', async () => {
    const moments = [0, 400, 800, 1_200].map((ms) => ({ at: 600 + ms, label: `<b>../${ms}` }));
    const title = "<b>../'); drop table public.session_clips; --";
    const clip = await made({ title, wish: { form: 'kinogram', moments, overlay: true } });
    expect(clip).toMatchObject({ state: 'ready', form: 'kinogram', title });
    const image = await loadImage(await bytesOf(clip));
    // Four pictures of the athlete alone, who stands upright, beside each other.
    expect(image.height).toBe(480 + 44);
    expect(image.width).toBeGreaterThan(4 * 100);
    expect(image.width).toBeLessThan(4 * 480);
  });

  it.each([
    ['a time that ends before it begins', { from: 9, to: 8 }, 'invalid_request'],
    ['more than ten minutes', { from: 0, to: 600_001 }, 'invalid_request'],
    [
      'moments outside of it',
      {
        wish: {
          form: 'kinogram',
          moments: [
            { at: 0, label: 'a' },
            { at: 700, label: 'b' },
          ],
        },
      },
      'invalid_request',
    ],
    [
      'moments out of order',
      {
        wish: {
          form: 'kinogram',
          moments: [
            { at: 900, label: 'a' },
            { at: 700, label: 'b' },
          ],
        },
      },
      'invalid_request',
    ],
    ['a time that the film does not have', { from: 500_000, to: 500_100 }, 'invalid_request'],
    ['a speed that there is not', { wish: { form: 'film', speed: 3 } }, 'invalid_request'],
    ['a film that there is not', { sourceId: randomUUID() }, 'not_found'],
  ])('are not made of %s', async (_what, body, code) => {
    expect(await codeOf(await ask(body))).toBe(code);
  });

  it('are no stranger’s, neither to make nor to see', async () => {
    expect(await codeOf(await ask({}, stranger))).toBe('not_found');
    expect(await codeOf(await stranger.fetch(`/sessions/${film.session}/clips`))).toBe('not_found');
  });

  describe('that are shared', () => {
    let clip: Clip;
    beforeAll(async () => {
      const body = { wish: { form: 'film' }, from: 600, to: 900 };
      // Asked for twice at once, as by a button that is pressed twice, and again when it is there: it is one clip.
      const both = await Promise.all([made(body), made(body)]);
      clip = await made(body);
      expect(both.map(({ id }) => id)).toEqual([clip.id, clip.id]);
      expect(await clipsOf()).toHaveLength(2);
    });
    const shares = (path = '') => `/sessions/${film.session}/clips/${clip.id}/shares${path}`;
    const shared = (secret: string, { query = '', headers = {} } = {}) =>
      fetch(`${server.url}/api/shared/${secret}${query}`, { headers });
    const share = async (hours = 24) =>
      createdShareSchema.parse(await (await ada.fetch(shares(), 'POST', { hours })).json());

    it('are seen by whoever has the link, without an account, and nothing else is', async () => {
      const { secret } = await share();
      const answer = await shared(secret);
      expect(answer.headers.get('x-robots-tag')).toBe('noindex, nofollow');
      const said = await answer.json();
      expect(Object.keys(said).sort()).toEqual(['expiresAt', 'form', 'title', 'url', 'visit']);
      const { url, title } = sharedClipSchema.parse(said);
      expect(title).toBe('First rep');
      const bytes = await fetch(`${server.url}${url}`, { headers: { Range: 'bytes=4-11' } });
      expect(bytes.status).toBe(206);
      expect(await bytes.text()).toMatch(/^ftyp/);
      for (const path of [
        `/sessions/${film.session}`,
        `/sessions/${film.session}/files`,
        `/files/${film.file}?token=${secret}`,
      ]) {
        expect(
          (await fetch(`${server.url}/api${path}`, { headers: { Authorization: `Bearer ${secret}` } })).status,
        ).toBe(401);
      }
    });

    it('say who opened the link: when, and with what kind of device, once a visit', async () => {
      const { id, secret } = await share();
      const phone = { headers: { 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' } };
      const { visit } = sharedClipSchema.parse(await (await shared(secret, phone)).json());
      await shared(secret, { ...phone, query: `?visit=${visit}` });
      await shared(secret, { headers: { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' } });
      const found = sharesSchema.parse(await (await ada.fetch(shares())).json()).shares.find((each) => each.id === id);
      expect(found?.opened).toBe(2);
      expect(found?.visits.map(({ device }) => device).sort()).toEqual(['Windows computer', 'iPhone']);
      expect(found?.visits[0]?.at).toMatch(/:00\.000Z$/);
    });

    it('are seen no more once the link is taken back, also by who is watching', async () => {
      const [{ id, secret }, other] = [await share(), await share()];
      const { url } = sharedClipSchema.parse(await (await shared(secret)).json());
      expect((await fetch(`${server.url}${url}`)).status).toBe(200);
      expect((await ada.fetch(shares(`/${id}`), 'DELETE')).status).toBe(204);
      expect(await codeOf(await shared(secret))).toBe('link_revoked');
      expect(await codeOf(await fetch(`${server.url}${url}`))).toBe('link_revoked');
      expect((await shared(other.secret)).status).toBe(200);
    });

    it('are seen no more once the link has run out', async () => {
      const { secret } = await share(1);
      expect((await shared(secret)).status).toBe(200);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
      onTestFinished(() => void vi.useRealTimers());
      expect(await codeOf(await shared(secret))).toBe('link_expired');
      expect(await codeOf(await shared(secret, { query: '/file' }))).toBe('link_expired');
    });

    it.each([
      ['another secret', 'A'.repeat(43)],
      ['half of a secret', 'A'.repeat(20)],
      ['an id', randomUUID()],
      ['a path', '..%2f..%2fsessions'],
    ])('are not found by %s', async (_what, secret) => {
      expect(await codeOf(await shared(secret))).toBe('link_invalid');
      expect(await codeOf(await shared(secret, { query: '/file' }))).toBe('link_invalid');
    });

    it('are shared by those alone who may decide about them, and never without an end', async () => {
      const { id } = await share();
      for (const [method, path] of [
        ['GET', ''],
        ['POST', ''],
        ['DELETE', `/${id}`],
      ] as const) {
        const body = method === 'POST' ? {} : undefined;
        expect(await codeOf(await stranger.fetch(shares(path), method, body))).toBe('not_found');
      }
      expect(await codeOf(await ada.fetch(shares(), 'POST', { hours: 721 }))).toBe('invalid_request');
      expect(await codeOf(await ada.fetch(shares(`/${randomUUID()}`), 'DELETE'))).toBe('not_found');
    });

    it('take their links along when they are deleted', async () => {
      const { secret } = await share();
      await ada.fetch(`/sessions/${film.session}/clips/${clip.id}`, 'DELETE');
      expect(await codeOf(await shared(secret))).toBe('link_invalid');
    });
  });

  it('stand beside what other programs get: repetitions as table and JSON, and a track that is judged alike', async () => {
    const csv = await ada.fetch(`/sessions/${film.session}/repetitions?format=csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename=sideline-repetitions.csv');
    expect((await csv.text()).split('\r\n')[1]).toMatch(/^Ada,1,/);
    const json = await (await ada.fetch(`/sessions/${film.session}/repetitions`)).json();
    expect(json).toMatchObject({ activity: 'squat', athletes: [{ name: 'Ada', repetitions: [{ index: 1 }] }] });

    const { athletes } = await ada.record(film.session);
    const track = await ada.fetch(`/sessions/${film.session}/track/${athletes[0]?.id}`);
    const frames = [...readTrack((await track.text()).trimEnd().split('\n'))];
    expect(frames.length).toBeGreaterThan(20);
    for (const path of ['/repetitions', `/track/${athletes[0]?.id}`]) {
      expect(await codeOf(await stranger.fetch(`/sessions/${film.session}${path}`))).toBe('not_found');
    }
    expect(await codeOf(await ada.fetch(`/sessions/${film.session}/track/${randomUUID()}`))).toBe('not_found');
    expect(await codeOf(await ada.fetch(`/sessions/${film.session}/repetitions?format=xml`))).toBe('invalid_request');
  });
});

it('has what was drawn, on the frame that it was drawn on, for who took part', async () => {
  const { ink } = inkSchema.parse(await (await kim.fetch(`/sessions/${sessionId}/ink`)).json());
  expect(ink).toMatchObject([{ athleteId, from: 0, until: null, stroke: { id: stroke.id, points: stroke.points } }]);
  expect(await codeOf(await stranger.fetch(`/sessions/${sessionId}/ink`))).toBe('not_found');
});

describe('lessons', () => {
  const lessons = (path = '') => `/sessions/${sessionId}/lessons${path}`;
  const voice = Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A '), Buffer.alloc(600, 1)]);
  const aLesson = (change: Record<string, unknown> = {}) => ({
    ...{ id: randomUUID(), title: 'Knees', participantId: athleteId, durationMs: 2_000, soundBytes: voice.length },
    log: [
      { kind: 'move', t: 0, at: 0, rate: 0.5 },
      { kind: 'ink', t: 500, stroke },
    ],
    ...change,
  });
  const side = { layout: 'beside', share: 0.5, aligned: true, skeletons: false };
  const list = async (person: Person) => {
    const answer = await person.fetch(lessons());
    expect(answer.status).toBe(200);
    return lessonsSchema.parse(await answer.json());
  };
  const sendVoice = (person: Person, lesson: string, bytes = voice) =>
    upload(person, bytes, { lesson }, { endpoint: `${person.url}/api/lesson-voices` });

  it('are made by a coach and watched by who took part, cut, and gone with their voice when they are deleted', async () => {
    const lesson = aLesson({ title: '<img src=x onerror=alert(1)> ok' });
    const begun = await kim.fetch(lessons(), 'POST', { ...lesson, soundBytes: 9 });
    expect(begun.status).toBe(201);
    expect((await list(ada)).lessons).toEqual([]);
    expect((await list(kim)).lessons).toMatchObject([{ state: 'arriving', url: null, own: true }]);
    // More was recorded after a first try to send it.
    const longer = { ...lesson, durationMs: 2_500, soundBytes: voice.length };
    expect((await kim.fetch(lessons(), 'POST', longer)).status).toBe(201);
    expect((await ada.fetch(lessons(), 'POST', longer)).status).toBe(409);
    await sendVoice(kim, lesson.id);

    const [shown] = (await list(ada)).lessons;
    expect(shown).toMatchObject({
      title: lesson.title,
      maker: 'Kim',
      durationMs: 2_500,
      own: true,
      state: 'ready',
      cuts: [],
    });
    const heard = await fetch(new URL(shown?.url ?? '', server.url));
    expect(heard.headers.get('content-type')).toBe('audio/mp4');
    expect(Buffer.from(await heard.arrayBuffer()).equals(voice)).toBe(true);
    const log = await ada.fetch(lessons(`/${lesson.id}/log`));
    expect(lessonLogReplySchema.parse(await log.json()).log).toMatchObject([{ kind: 'move' }, { kind: 'ink' }]);

    const cuts = [{ from: 500, to: 900 }];
    expect((await kim.fetch(lessons(`/${lesson.id}`), 'PUT', { title: 'Hips', cuts })).status).toBe(204);
    expect((await list(kim)).lessons).toMatchObject([{ title: 'Hips', cuts }]);
    const all = await kim.fetch(lessons(`/${lesson.id}`), 'PUT', { title: 'Hips', cuts: [{ from: 0, to: 2_400 }] });
    expect([all.status, await codeOf(all)]).toEqual([400, 'invalid_request']);

    // Whoever watches what another made, makes films of it only as the session's owner.
    const film = clipSchema.parse(await (await ada.fetch(lessons(`/${lesson.id}/film`), 'POST')).json());
    expect(film).toMatchObject({ title: 'Hips', form: 'film', sourceId: lesson.id });
    // Pressed twice it is one film; cut otherwise it is another one.
    const again = clipSchema.parse(await (await ada.fetch(lessons(`/${lesson.id}/film`), 'POST')).json());
    expect(again.id).toBe(film.id);
    await kim.fetch(lessons(`/${lesson.id}`), 'PUT', { title: 'Hips', cuts: [] });
    const uncut = clipSchema.parse(await (await ada.fetch(lessons(`/${lesson.id}/film`), 'POST')).json());
    expect(uncut.id).not.toBe(film.id);
    expect((await stranger.fetch(lessons(`/${lesson.id}/film`), 'POST')).status).toBe(404);

    expect((await kim.fetch(lessons(`/${lesson.id}`), 'DELETE')).status).toBe(204);
    expect((await list(kim)).lessons).toEqual([]);
    const left = clipsSchema.parse(await (await kim.fetch(`/sessions/${sessionId}/clips`)).json()).clips;
    expect(left.map(({ id }) => id)).not.toContain(film.id);
    expect((await fetch(new URL(shown?.url ?? '', server.url))).status).toBe(404);
  });

  it('are no stranger’s, neither to make nor to see, and nobody sends another’s voice', async () => {
    const lesson = aLesson();
    expect((await ada.fetch(lessons(), 'POST', lesson)).status).toBe(201);
    for (const [path, method] of [
      ['', 'GET'],
      ['', 'POST'],
      [`/${lesson.id}/log`, 'GET'],
      [`/${lesson.id}`, 'PUT'],
      [`/${lesson.id}`, 'DELETE'],
    ] as const) {
      const body = method === 'POST' ? aLesson() : method === 'PUT' ? { title: 'x', cuts: [] } : undefined;
      const refused = await stranger.fetch(lessons(path), method, body);
      expect([path, method, refused.status]).toEqual([path, method, 404]);
    }
    for (const person of [stranger, kim]) await expect(sendVoice(person, lesson.id)).rejects.toThrow('404');
    expect((await list(kim)).makesOf).toBeNull();
    await ada.fetch(lessons(`/${lesson.id}`), 'DELETE');
  });

  it.each([
    {
      name: 'a log that is out of order',
      change: {
        log: [
          { kind: 'move', t: 9, at: 0, rate: 0 },
          { kind: 'clear', t: 1 },
        ],
      },
    },
    { name: 'a log that goes on after the voice', change: { log: [{ kind: 'move', t: 2_001, at: 0, rate: 0 }] } },
    { name: 'a log that shows nothing', change: { log: [{ kind: 'clear', t: 0 }] } },
    {
      name: 'a model athlete that nobody knows',
      change: {
        log: [
          { kind: 'move', t: 0, at: 0, rate: 0 },
          { kind: 'compare', t: 0, with: { ...side, model: { figure: 'to-fly', view: 'left', durationMs: 2_000 } } },
        ],
      },
    },
    { name: 'too long a take', change: { durationMs: 900_001 } },
    { name: 'too large a voice', change: { soundBytes: 17_000_000 } },
    {
      name: 'too much that was done',
      change: { log: Array.from({ length: MAX_LESSON_ENTRIES + 1 }, () => ({ kind: 'clear', t: 0 })) },
    },
    { name: 'a title that turns the order of letters round', change: { title: 'a\u202eb' } },
  ])('are refused with $name', async ({ change }) => {
    const refused = await ada.fetch(lessons(), 'POST', aLesson(change));
    expect([refused.status, await codeOf(refused)]).toEqual([400, 'invalid_request']);
  });

  it('take as much log as the longest may have, and no more at all', async () => {
    const log = Array.from({ length: MAX_LESSON_ENTRIES }, (_, t) => ({
      kind: 'move',
      t: t / 10,
      at: t + 0.123,
      rate: 0,
    }));
    const long = aLesson({ log });
    expect((await ada.fetch(lessons(), 'POST', long)).status).toBe(201);
    await ada.fetch(lessons(`/${long.id}`), 'DELETE');
    const tooLarge = await ada.fetch(lessons(), 'POST', aLesson({ title: 'x'.repeat(2_600_000) }));
    expect([tooLarge.status, await codeOf(tooLarge)]).toEqual([413, 'too_large']);
  });

  it('don’t take a voice of another size than was said, or what is none', async () => {
    const lesson = aLesson();
    await ada.fetch(lessons(), 'POST', lesson);
    await expect(sendVoice(ada, lesson.id, voice.subarray(1))).rejects.toThrow('400');
    await expect(sendVoice(ada, lesson.id, Buffer.alloc(voice.length, 'MZ'))).rejects.toThrow('400');
    // Nothing of it is left.
    expect((await list(kim)).lessons).toEqual([]);
    expect(readdirSync(join(server.dataDir, 'lessons'))).toEqual([]);
  });

  it('don’t go on arriving without end', async () => {
    const begun = Array.from({ length: 5 }, () => aLesson());
    for (const lesson of begun) expect((await ada.fetch(lessons(), 'POST', lesson)).status).toBe(201);
    const refused = await ada.fetch(lessons(), 'POST', aLesson());
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'rate_limited']);
    for (const { id } of begun) await ada.fetch(lessons(`/${id}`), 'DELETE');
  });

  it('take no voice without a lesson, nor from who is not signed in', async () => {
    const lesson = Buffer.from(randomUUID()).toString('base64');
    const begun = await tus(ada, '/../lesson-voices', {
      headers: { 'Upload-Length': '9', 'Upload-Metadata': `lesson ${lesson}` },
    });
    expect(begun.status).toBe(404);
    expect((await fetch(`${server.url}/api/lesson-voices`, { method: 'POST' })).status).toBe(401);
  });
});
