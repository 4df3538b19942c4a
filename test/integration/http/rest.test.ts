import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { READS_OF_A_PERSON } from '../../../server/limits.ts';
import { problemSchema } from '../../../shared/contract/rest.ts';
import { builtIn } from '../../support/activity.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

const METRICS_TOKEN = 'a-token-for-metrics';

let server: TestApp;
let ada: Person;
let bo: Person;
let sessionId: string;

beforeAll(async () => {
  server = await startApp({ SIDELINE_METRICS_TOKEN: METRICS_TOKEN });
  ada = await Person.signIn(server.url, 'Ada');
  bo = await Person.signIn(server.url, 'Bo');
  sessionId = await ada.startSession();
});
afterAll(() => server.close());

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return problemSchema.parse(await response.json());
}

const post = (path: string, body: string, type = 'application/json') =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': type, Authorization: `Bearer ${ada.token}` },
    body,
  });

describe('the REST API', () => {
  it.each([
    ['', 401],
    ['Bearer', 401],
    ['Bearer nonsense', 401],
    ['Basic YTpi', 401],
  ])('does not let “%s” in', async (authorization, status) => {
    const response = await fetch(`${server.url}/api/sessions`, { headers: { Authorization: authorization } });
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ status, code: 'unauthenticated' });
  });

  it('shows a corrected name to who is invited', async () => {
    const cleo = await Person.signIn(server.url, 'Cloe');
    const session = await cleo.startSession();
    await fetch(`${server.url}/auth/v1/user`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${cleo.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ data: { name: ' Cleo ' } }),
    });
    const link = await cleo.invite(session, 'spectator');
    const preview = await (await fetch(`${server.url}/api/invitations/${link.token}`)).json();
    expect(preview).toMatchObject({ ownerName: 'Cleo' });
  });

  it('says how one signs in', async () => {
    expect(await (await fetch(`${server.url}/api/sign-in`)).json()).toEqual({
      url: '/auth/v1',
      key: null,
      sendsMail: false,
      providers: [],
      realtime: null,
    });
  });

  it('points at what is wrong in a body', async () => {
    const response = await ada.fetch(`/sessions/${sessionId}/invitations`, 'POST', { role: 'king', hours: -1 });
    expect(response.status).toBe(400);
    const { code, errors } = await problemOf(response);
    expect(code).toBe('invalid_request');
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(['/hours', '/role']);
  });

  it.each([
    ['a body that is not JSON', '{"activity":', 400],
    ['a body that is too large', JSON.stringify({ activity: 'x'.repeat(100_000) }), 413],
    ['no body', '', 400],
  ])('refuses %s', async (_name, body, status) => {
    const response = await post('/api/sessions', body);
    expect(response.status).toBe(status);
    await problemOf(response);
  });

  it('knows no activity of that name', async () => {
    expect(await problemOf(await ada.fetch('/sessions', 'POST', { activity: 'levitation' }))).toMatchObject({
      code: 'invalid_request',
    });
  });

  it.each([
    ['GET', (id: string) => `/sessions/${id}`],
    ['GET', (id: string) => `/sessions/${id}/invitations`],
    ['POST', (id: string) => `/sessions/${id}/invitations`],
    ['DELETE', (id: string) => `/sessions/${id}/invitations/${randomUUID()}`],
  ])('hides a session from strangers (%s)', async (method, path) => {
    for (const id of [sessionId, randomUUID()]) {
      const body = method === 'POST' ? { role: 'coach' } : undefined;
      expect((await bo.fetch(path(id), method, body)).status).toBe(404);
    }
    expect((await bo.fetch(path('not-an-id'), method, method === 'POST' ? { role: 'coach' } : undefined)).status).toBe(
      400,
    );
    expect(await bo.sessions()).toEqual([]);
  });

  it('lists the caller’s sessions, newest first', async () => {
    const newer = await ada.startSession();
    expect((await ada.sessions()).map(({ id }) => id)).toEqual([newer, sessionId]);
  });

  it('shows what a link leads to, and nothing for a link that is none', async () => {
    const { token } = await ada.invite(sessionId, 'coach');
    const preview = await fetch(`${server.url}/api/invitations/${token}`);
    expect(await preview.json()).toEqual({
      sessionId,
      recording: { state: 'on' },
      role: 'coach',
      activity: 'squat',
      activityName: builtIn('squat').name,
      definition: builtIn('squat'),
      ownerName: 'Ada',
      status: 'live',
    });
    const forged = await fetch(`${server.url}/api/invitations/${token}x`);
    expect(await problemOf(forged)).toMatchObject({ status: 403, code: 'invitation_invalid' });
  });

  it('answers unknown addresses with a problem', async () => {
    expect(await problemOf(await ada.fetch('/nothing'))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['/assets/x.js', 404],
    ['/x.js', 404],
    ['/%ff', 400],
    ['/api/%ff', 404],
    ['/api/sessions/%ff', 400],
    ['/api/activities/%00', 400],
    ['/api/invitations/%ff', 400],
    ['/api/sessions?before=0000-01-01T00:00:00Z', 400],
  ])('answers %s with %i', async (path, status) => {
    const headers = { Authorization: `Bearer ${ada.token}` };
    expect(await problemOf(await fetch(`${server.url}${path}`, { headers }))).toMatchObject({ status });
  });

  it('limits how much one person reads, and says when to try again', async () => {
    const eve = await Person.signIn(server.url, 'Eve');
    const tries = Array.from({ length: READS_OF_A_PERSON.burst + 20 }, () => eve.fetch('/sessions'));
    const answers = await Promise.all(tries);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused && (await problemOf(refused))).toMatchObject({ code: 'rate_limited' });
    expect((await ada.fetch('/sessions')).status).toBe(200);
  });

  it.each([1 / 60, 24 * 31])('makes no link that is good for %d hours', async (hours) => {
    const response = await ada.fetch(`/sessions/${sessionId}/invitations`, 'POST', { role: 'coach', hours });
    expect(await problemOf(response)).toMatchObject({ status: 400, errors: [{ pointer: '/hours' }] });
  });
});

describe.each([
  ['SQL', "x'); drop table public.coaching_sessions; --"],
  ['a path', '../../../../etc/passwd'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a pattern', '%'],
])('a text that is %s', (_kind, text) => {
  it('stays what it is where any text may stand', async () => {
    const person = await Person.signIn(server.url, text);
    const session = await person.startUnrecordedSession();
    const link = await person.invite(session, 'spectator');
    expect(await (await fetch(`${server.url}/api/invitations/${link.token}`)).json()).toMatchObject({
      ownerName: text,
    });
    const activity = { ...builtIn('squat'), id: 'own-squat', name: { en: text } };
    expect((await person.fetch('/activities', 'POST', activity)).status).toBe(201);
    expect(await (await person.fetch('/activities/own-squat')).json()).toMatchObject({ name: { en: text } });

    const socket = await RawSocket.connect(server.url, person.token);
    onTestFinished(() => socket.close());
    const { participantId: athleteId } = await socket.join(session);
    const stroke = { id: randomUUID(), tool: 'text', colour: '#ffd400', width: 0.01, points: [[0.5, 0.5]], text };
    expect(await socket.ask('stroke:begin', { athleteId, stroke })).toMatchObject({ ok: true });
    expect((await socket.snapshot()).athletes[athleteId]?.board).toMatchObject([{ text }]);
    await socket.ask('session:end');
    expect(await person.record(session)).toMatchObject({ people: [{ name: text }] });

    const found = async (name: string) => {
      const answer = await person.fetch(`/sessions?person=${encodeURIComponent(name)}`);
      return z.object({ sessions: z.array(z.unknown()) }).parse(await answer.json()).sessions.length;
    };
    expect([await found(text), await found(`${text}_`), await found('_')]).toEqual([1, 0, text.includes('_') ? 1 : 0]);
  });

  it('is refused where something else belongs', async () => {
    const given = encodeURIComponent(text);
    const refused: [string, string, object?][] = [
      ...['kind', 'activity', 'before', 'since'].map((name): [string, string] => ['GET', `/sessions?${name}=${given}`]),
      ...['zone', 'activity', 'from', 'person'].map((name): [string, string] => ['GET', `/progress?${name}=${given}`]),
      ...['', '/files', '/ink', '/comments', '/clips', '/lessons', '/invitations', '/repetitions', '/pictures'].map(
        (part): [string, string] => ['GET', `/sessions/${given}${part}`],
      ),
      ...['activities', 'files', 'invitations', 'roster/links', 'guardian', 'shares'].map((name): [string, string] => [
        'GET',
        `/${name}/${given}`,
      ]),
      ...['teams', 'access', 'uploads', 'activities'].map((name): [string, string] => ['DELETE', `/${name}/${given}`]),
      ['POST', '/sessions', { activity: text }],
      ['POST', '/sessions', { activity: 'squat', language: text }],
      ['POST', `/sessions/${sessionId}/invitations`, { role: text }],
      ['POST', '/roster/links', { teamId: text }],
      ['POST', '/access', { token: text }],
      ['POST', `/guardian/${given}`],
      ['PUT', '/access/minor', { until: text }],
      ['POST', '/activities', { ...builtIn('squat'), id: text }],
      ['POST', '/uploads/begin', { bytes: 10, activity: text }],
      ['POST', `/sessions/${sessionId}/comments`, { from: text, body: 'x' }],
    ];
    const person = await Person.signIn(server.url, 'Eve');
    for (const [method, path, body] of refused) {
      const answer = await person.fetch(path, method, body);
      expect([400, 403, 404, 410], `${method} ${path}`).toContain(answer.status);
      await problemOf(answer);
    }
    expect((await ada.sessions()).map(({ id }) => id)).toContain(sessionId);
  });
});

describe('the server', () => {
  it('says that it lives, that it is ready, and how it does', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: {
        records: { ok: true },
        media: { ok: true },
        analysis: { ok: true, detail: '1 of 1 analysis processes, 0 replaced since the start' },
      },
    });
    const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
    const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
    expect(metrics).toMatch(/^sideline_sessions_live \d+$/m);
    expect(metrics).toMatch(/^sideline_analysis_total\{what="analysed"\} \d+$/m);
  });

  it.each(['', 'Bearer', `Bearer ${METRICS_TOKEN}x`, `Basic ${METRICS_TOKEN}`])(
    'keeps its figures from “%s”',
    async (token) => {
      const response = await fetch(`${server.url}/metrics`, { headers: { Authorization: token } });
      expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
    },
  );

  it.each([
    ['/assets/x.js', 404],
    ['/assets/..%2f..%2fpackage.json', 400],
    ['/%ff', 400],
    ['/assets/%ff', 400],
    ['/api/activities/%ff', 400],
  ])('answers %s with %i, and names none of its folders', async (path, status) => {
    const response = await ada.fetch(`/../${path.slice(1)}`);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).not.toMatch(/ENOENT|dist|node_modules/);
  });

  it('makes answers that anybody may ask for once a second at most', async () => {
    const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
    const ask = async () => (await fetch(`${server.url}/metrics`, { headers })).text();
    const [first, ...others] = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(new Set(others)).toEqual(new Set([first]));
  });

  it('lets its pages load nothing from elsewhere', async () => {
    const { headers } = await fetch(`${server.url}/healthz`);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
