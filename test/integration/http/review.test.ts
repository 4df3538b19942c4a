/** What stands beside a session's recordings: comments. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Comment, commentSchema, commentsSchema } from '../../../shared/contract/comments.ts';
import { problemSchema } from '../../../shared/contract/rest.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let stranger: Person;
let sessionId: string;

beforeAll(async () => {
  server = await startApp();
  [ada, kim, stranger] = await Promise.all([
    Person.signIn(server.url, 'Ada'),
    Person.signIn(server.url, 'Kim'),
    Person.signIn(server.url, 'Zed'),
  ]);
  sessionId = await ada.startSession('squat', 'athlete', 'off');
  const sockets = await Promise.all([ada, kim].map(({ token }) => RawSocket.connect(server.url, token)));
  const [ownerSocket, coachSocket] = sockets;
  await ownerSocket?.join(sessionId);
  await coachSocket?.join(sessionId, (await ada.invite(sessionId, 'coach')).token);
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
