/** Who lets whom see their training: over REST and sockets, from the link to the withdrawal. */
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ChangeFeed } from '../../../client/changes/change-feed.ts';
import { jpegSize } from '../../../server/pictures/jpeg-size.ts';
import { type Change, type ChangeTopic, topicOfSession } from '../../../shared/contract/changes.ts';
import { ownPictureSchema, PICTURE_BYTES, picturesSchema } from '../../../shared/contract/pictures.ts';
import { progressSchema, reviewMinuteSchema } from '../../../shared/contract/progress.ts';
import { problemSchema } from '../../../shared/contract/rest.ts';
import {
  acceptedSchema,
  accessSchema,
  createdRosterLinkSchema,
  guardianLinkSchema,
  rosterSchema,
} from '../../../shared/contract/roster.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Collected } from '../../support/collected.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let sockets: Pick<RawSocket, 'close'>[] = [];

const person = (name: string) => Person.signIn(server.url, name);
const read = async <T extends z.ZodType>(schema: T, answer: Response): Promise<z.infer<T>> => {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return schema.parse(await answer.json());
};
const code = async (answer: Response) => problemSchema.parse(await answer.json()).code;
const roster = async (coach: Person) => read(rosterSchema, await coach.fetch('/roster'));
const access = async (athlete: Person) => read(accessSchema, await athlete.fetch('/access'));
const link = async (coach: Person, wish: object = {}) =>
  read(createdRosterLinkSchema, await coach.fetch('/roster/links', 'POST', wish));
const accept = (athlete: Person, token: string) => athlete.fetch('/access', 'POST', { token });
const withdraw = (who: Person, grantId: string | null) => who.fetch(`/access/${grantId}`, 'DELETE');

/** The athlete lets the coach see; the grant's id. */
async function letSee(athlete: Person, coach: Person): Promise<string> {
  const { grantId } = await read(acceptedSchema, await accept(athlete, (await link(coach)).token));
  return z.uuid().parse(grantId);
}

async function joined(who: Person, sessionId: string, invitation?: string): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, who.token);
  sockets.push(socket);
  await socket.join(sessionId, invitation);
  return socket;
}

/** A session that the athlete performed alone; its id. */
async function trained(athlete: Person): Promise<string> {
  const sessionId = await athlete.startSession();
  expect(await (await joined(athlete, sessionId)).ask('session:end')).toMatchObject({ ok: true });
  return sessionId;
}

beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.close());
beforeEach(async () => {
  [ada, kim] = await Promise.all([person('Ada'), person('Kim')]);
});
afterEach(() => {
  for (const socket of sockets) socket.close();
  sockets = [];
});

describe('a link to a roster', () => {
  it('says whose it is before anybody signs in, and brings an athlete to the roster', async () => {
    const { token, id } = await link(kim);
    const preview = await (await fetch(`${server.url}/api/roster/links/${token}`)).json();
    expect(preview).toEqual({ role: 'athlete', coachName: 'Kim', team: null });
    expect(await read(acceptedSchema, await accept(ada, token))).toMatchObject({ state: 'open' });
    expect((await accept(ada, token)).status).toBe(201);
    const { athletes, links } = await roster(kim);
    expect(athletes).toMatchObject([{ person: { id: ada.user.id, name: 'Ada' }, state: 'open', totalSessions: 0 }]);
    expect(links).toMatchObject([{ id, role: 'athlete', teamId: null }]);
    expect((await access(ada)).grants).toMatchObject([{ coach: { name: 'Kim' }, state: 'open', withdrawnAt: null }]);
    expect(await roster(ada)).toEqual({ athletes: [], teams: [], links: [] });
  });

  it('lets nobody in once it was taken back, nor when it is forged, another’s or one’s own', async () => {
    const { token, id } = await link(kim);
    expect(await code(await accept(kim, token))).toBe('invalid_request');
    expect(await code(await accept(ada, `${token.slice(0, -9)}${'x'.repeat(9)}`))).toBe('invitation_invalid');
    const session = await kim.startSession();
    expect(await code(await accept(ada, (await kim.invite(session, 'coach')).token))).toBe('invitation_invalid');
    expect((await ada.fetch(`/roster/links/${id}`, 'DELETE')).status).toBe(404);
    expect((await kim.fetch(`/roster/links/${id}`, 'DELETE')).status).toBe(204);
    expect(await code(await accept(ada, token))).toBe('invitation_revoked');
    expect((await fetch(`${server.url}/api/roster/links/${token}`)).status).toBe(410);
    expect((await roster(kim)).athletes).toEqual([]);
  });
});

describe('a coach whom an athlete lets see their training', () => {
  it('sees sessions and progress of the athlete, who reads in a log that they did', async () => {
    const sessionId = await trained(ada);
    const other = await trained(await person('Bo'));
    await letSee(ada, kim);
    expect((await kim.sessions()).map(({ id }) => id)).toEqual([sessionId]);
    expect(await kim.record(sessionId)).toMatchObject({ id: sessionId, owned: false, role: 'spectator' });
    expect((await kim.fetch(`/sessions/${sessionId}/files`)).status).toBe(200);
    const progress = await read(progressSchema, await kim.fetch(`/progress?person=${ada.user.id}`));
    expect(progress.activities).toMatchObject([{ activity: 'squat', totalSessions: 1 }]);
    expect(progress.athlete).toEqual({ id: ada.user.id, name: 'Ada' });
    expect((await roster(kim)).athletes).toMatchObject([{ totalSessions: 1, lastSessionAt: expect.any(String) }]);
    const { log } = await access(ada);
    expect(log.map(({ reader, what, sessionId: of }) => [reader, what, of]).sort()).toEqual([
      ['Kim', 'files', sessionId],
      ['Kim', 'progress', null],
      ['Kim', 'session', sessionId],
      ['Kim', 'sessions', null],
    ]);
    expect((await access(kim)).log).toEqual([]);
    // And nothing else.
    expect((await kim.fetch(`/sessions/${other}`)).status).toBe(404);
    expect((await kim.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(403);
    expect((await kim.fetch(`/sessions/${sessionId}/invitations`)).status).toBe(403);
    expect((await ada.fetch(`/progress?person=${kim.user.id}`)).status).toBe(404);
  });

  it('has the time counted in which they look at a session, and nobody else has', async () => {
    const sessionId = await trained(ada);
    await letSee(ada, kim);
    const look = (who: Person) => who.fetch(`/sessions/${sessionId}/review-minutes`, 'POST');
    expect(await read(reviewMinuteSchema, await look(kim))).toEqual({ counted: true });
    expect(await read(reviewMinuteSchema, await look(ada))).toEqual({ counted: false });
    expect((await look(await person('Stranger'))).status).toBe(404);
    for (const path of ['/progress', `/progress?person=${ada.user.id}`]) {
      const { reviews } = await read(progressSchema, await (path === '/progress' ? ada : kim).fetch(path));
      expect(reviews).toEqual([{ day: new Date().toISOString().slice(0, 10), minutes: 1 }]);
    }
    expect((await read(progressSchema, await kim.fetch('/progress'))).reviews).toEqual([]);
  });

  it('sees nothing from the moment on in which the athlete withdraws it, and leaves their live session', async () => {
    const past = await trained(ada);
    const live = await ada.startSession();
    const own = await joined(ada, live);
    const grantId = await letSee(ada, kim);
    const coach = await joined(kim, live, (await ada.invite(live, 'coach')).token);
    expect((await kim.sessions()).map(({ id }) => id).sort()).toEqual([live, past].sort());
    expect((await withdraw(await person('Stranger'), grantId)).status).toBe(404);
    expect((await withdraw(ada, grantId)).status).toBe(204);
    await coach.disconnected;
    expect(await kim.sessions()).toEqual([]);
    expect((await kim.fetch(`/sessions/${past}`)).status).toBe(404);
    expect((await kim.fetch(`/sessions/${past}/files`)).status).toBe(404);
    expect((await kim.fetch(`/sessions/${live}`)).status).toBe(404);
    expect((await kim.fetch(`/progress?person=${ada.user.id}`)).status).toBe(404);
    expect((await roster(kim)).athletes).toEqual([]);
    expect((await access(ada)).grants).toMatchObject([{ state: 'withdrawn', withdrawnAt: expect.any(String) }]);
    expect((await withdraw(ada, grantId)).status).toBe(404);
    expect(await own.ask('session:end')).toMatchObject({ ok: true });
  });

  it('takes an athlete from the roster, and keeps their place in a session', async () => {
    const live = await ada.startSession();
    await joined(ada, live);
    const grantId = await letSee(ada, kim);
    const coach = await joined(kim, live, (await ada.invite(live, 'coach')).token);
    expect((await withdraw(kim, grantId)).status).toBe(204);
    expect((await roster(kim)).athletes).toEqual([]);
    expect((await coach.snapshot()).participants).toHaveLength(2);
  });
});

describe('an athlete under age', () => {
  it('is seen once a guardian consents, who may withdraw it too', async () => {
    const gil = await person('Gil');
    const sessionId = await trained(ada);
    const birthday = new Date(Date.now() + 400 * 24 * 3_600_000).toISOString().slice(0, 10);
    expect((await ada.fetch('/access/minor', 'PUT', { until: birthday })).status).toBe(204);
    const grantId = await letSee(ada, kim);
    expect((await access(ada)).grants).toMatchObject([{ state: 'awaiting-consent' }]);
    expect((await access(ada)).minorUntil).toBe(birthday);
    expect((await roster(kim)).athletes).toMatchObject([{ state: 'awaiting-consent', totalSessions: 0 }]);
    expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    // To be of age all of a sudden helps nothing.
    expect((await ada.fetch('/access/minor', 'PUT', { until: null })).status).toBe(403);

    expect((await kim.fetch(`/access/${grantId}/guardian`, 'POST')).status).toBe(404);
    const { token } = await read(guardianLinkSchema, await ada.fetch(`/access/${grantId}/guardian`, 'POST'));
    const asked = await (await fetch(`${server.url}/api/guardian/${token}`)).json();
    expect(asked).toEqual({ athleteName: 'Ada', readerName: 'Kim', state: 'awaiting-consent' });
    expect(await code(await ada.fetch(`/guardian/${token}`, 'POST'))).toBe('forbidden');
    expect(await code(await kim.fetch(`/guardian/${token}`, 'POST'))).toBe('forbidden');
    expect(await code(await gil.fetch(`/guardian/${token}xx`, 'POST'))).toBe('invitation_invalid');
    expect((await gil.fetch(`/guardian/${token}`, 'POST')).status).toBe(204);
    expect(await code(await (await person('Hal')).fetch(`/guardian/${token}`, 'POST'))).toBe('out_of_order');

    expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(200);
    expect((await gil.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    const { grants, log } = await access(gil);
    expect(grants).toMatchObject([{ athlete: { name: 'Ada' }, guardian: { name: 'Gil' }, state: 'open' }]);
    expect(log).toMatchObject([{ athlete: { name: 'Ada' }, reader: 'Kim', what: 'session' }]);
    expect((await withdraw(gil, grantId)).status).toBe(204);
    expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(404);
  });
});

describe('a team', () => {
  const idSchema = z.object({ id: z.uuid() });
  const found = async (owner: Person, name = 'Rowers') =>
    (await read(idSchema, await owner.fetch('/teams', 'POST', { name }))).id;

  it('lets all of its coaches see what its athletes have granted to it', async () => {
    const [lou, sessionId] = [await person('Lou'), await trained(ada)];
    const teamId = await found(kim);
    const athletes = await link(kim, { teamId });
    const coaches = await link(kim, { teamId, role: 'coach' });
    const { grantId } = await read(acceptedSchema, await accept(ada, athletes.token));
    expect((await lou.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    expect(await read(acceptedSchema, await accept(lou, coaches.token))).toEqual({ grantId: null, state: 'open' });
    expect((await lou.fetch(`/sessions/${sessionId}`)).status).toBe(200);
    const { teams, athletes: seen } = await roster(lou);
    expect(teams).toMatchObject([{ name: 'Rowers', owned: false, coaches: [{ name: 'Kim' }, { name: 'Lou' }] }]);
    expect(seen).toMatchObject([{ person: { name: 'Ada' }, team: { id: teamId, name: 'Rowers' } }]);
    expect((await access(ada)).grants).toMatchObject([{ coach: null, team: { name: 'Rowers' } }]);

    expect((await lou.fetch(`/teams/${teamId}`, 'PUT', { name: 'Mine' })).status).toBe(403);
    expect((await lou.fetch(`/teams/${teamId}`, 'DELETE')).status).toBe(403);
    expect(await code(await lou.fetch('/roster/links', 'POST', { teamId, role: 'coach' }))).toBe('forbidden');
    expect((await ada.fetch(`/teams/${teamId}`, 'PUT', { name: 'Mine' })).status).toBe(404);
    expect((await kim.fetch(`/teams/${teamId}`, 'PUT', { name: 'Scullers' })).status).toBe(204);
    expect((await kim.fetch(`/teams/${teamId}/coaches/${kim.user.id}`, 'DELETE')).status).toBe(403);
    expect((await kim.fetch(`/teams/${teamId}/coaches/${lou.user.id}`, 'DELETE')).status).toBe(204);
    expect((await lou.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    expect((await withdraw(ada, grantId)).status).toBe(204);
    expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(404);
  });

  it('ends with all that was granted to it', async () => {
    const sessionId = await trained(ada);
    const teamId = await found(kim);
    await accept(ada, (await link(kim, { teamId })).token);
    expect((await kim.sessions()).map(({ id }) => id)).toEqual([sessionId]);
    expect((await kim.fetch(`/teams/${teamId}`, 'DELETE')).status).toBe(204);
    expect(await kim.sessions()).toEqual([]);
    expect((await access(ada)).grants).toEqual([]);
  });

  it.each([
    ['markup', '<script>alert(1)</script>', 201],
    ['SQL', "Rowers'); drop table public.teams; --", 201],
    ['nothing', '  ', 400],
    ['a line break', 'Row\ners', 400],
    ['text that turns round what follows', 'Rowers\u202e', 400],
    ['too much', 'x'.repeat(61), 400],
  ])('keeps a name with %s as it is, or refuses it', async (_what, name, status) => {
    const answer = await kim.fetch('/teams', 'POST', { name });
    expect(answer.status).toBe(status);
    if (status === 201) expect((await roster(kim)).teams.map((team) => team.name)).toContain(name);
  });
});

describe('an open page', () => {
  /** What a page of this person hears, once it follows all of these topics. */
  async function openPage(who: Person, ...topics: ChangeTopic[]): Promise<Collected<Change>> {
    const changes = new Collected<Change>();
    const feed = new ChangeFeed({
      url: server.url,
      token: async () => who.token,
      changed: (topic, kind) => changes.add({ topic, kind }),
    });
    sockets.push(feed);
    feed.follow(new Set(topics));
    for (const topic of topics) await heard(changes, topic, 'everything');
    return changes;
  }
  /** Resolves when the page hears this after the first `known` changes. */
  const heard = (changes: Collected<Change>, topic: ChangeTopic, kind: Change['kind'], known = 0) =>
    changes.until((items) => items.slice(known).some((change) => change.topic === topic && change.kind === kind));
  const comment = async (who: Person, sessionId: string) =>
    expect((await who.fetch(`/sessions/${sessionId}/comments`, 'POST', { from: 0, body: 'Knees out' })).status).toBe(
      201,
    );

  it('hears of comments until the right to read them is withdrawn, and a stranger’s of nothing', async () => {
    const sessionId = await trained(ada);
    const topic = topicOfSession(sessionId);
    const grantId = await letSee(ada, kim);
    const [own, coach] = await Promise.all([openPage(ada, topic), openPage(kim, 'own', topic)]);
    const lou = await person('Lou');
    const stranger = await RawSocket.connect(server.url, lou.token);
    sockets.push(stranger);
    const strangers: unknown[] = [];
    stranger.socket.on('change', (change) => strangers.push(change));
    const refused = { ok: false, error: { code: 'not_found' } };
    expect(await stranger.ask('changes:watch', { topic, watching: true })).toMatchObject(refused);

    await comment(kim, sessionId);
    await Promise.all([heard(own, topic, 'comments'), heard(coach, topic, 'comments')]);

    const atWithdrawal = coach.items.length;
    expect((await withdraw(ada, grantId)).status).toBe(204);
    // The page asks anew and finds nothing; that is the last it hears of this session.
    await heard(coach, topic, 'everything', atWithdrawal);
    await heard(coach, 'own', 'roster', atWithdrawal);
    const [ofOwn, ofCoach] = [own.items.length, coach.items.length];
    await comment(ada, sessionId);
    await heard(own, topic, 'comments', ofOwn);
    // What the coach hears next comes after the comment.
    await letSee(await person('Eve'), kim);
    await heard(coach, 'own', 'roster', ofCoach);
    expect(coach.items.slice(ofCoach).filter((change) => change.topic === topic)).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('hears of a session that begins, ends and is deleted, and of the progress that it makes', async () => {
    await letSee(ada, kim);
    const [own, coach] = await Promise.all([openPage(ada, 'own'), openPage(kim, 'own')]);
    const sessionId = await trained(ada);
    for (const page of [own, coach]) {
      await heard(page, 'own', 'progress');
      await heard(page, 'own', 'sessions');
    }
    const [ofOwn, ofCoach] = [own.items.length, coach.items.length];
    expect((await ada.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(204);
    await heard(own, 'own', 'sessions', ofOwn);
    await heard(coach, 'own', 'sessions', ofCoach);
  });

  it.each([
    ['another topic', { topic: 'everybody', watching: true }],
    ['what is no session', { topic: 'session:*', watching: true }],
    ['a topic of many', { topic: ['own'], watching: true }],
    ['nothing', {}],
  ])('can’t follow %s', async (_what, wish) => {
    const socket = await RawSocket.connect(server.url, ada.token);
    sockets.push(socket);
    expect(await socket.ask('changes:watch', wish)).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });
});

describe('a picture of oneself', () => {
  const put = (who: Person, body: Buffer, type = 'image/jpeg') =>
    fetch(`${server.url}/api/identity/picture`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${who.token}`, 'Content-Type': type },
      body: new Uint8Array(body),
    });
  const pictures = async (who: Person, path: string) => read(picturesSchema, await who.fetch(path));

  it('is made anew, small and square, and seen by those whom one lets see one’s training and in sessions', async () => {
    await letSee(ada, kim);
    const canvas = createCanvas(300, 200);
    canvas.getContext('2d').fillRect(0, 0, 300, 200);
    const given = Buffer.concat([await canvas.encode('jpeg'), Buffer.from('a tail with something else in it')]);
    expect((await put(ada, given)).status).toBe(204);
    const [seen] = (await pictures(kim, '/roster/pictures')).pictures;
    expect(seen?.id).toBe(ada.user.id);
    const bytes = Buffer.from(seen?.picture.split(',')[1] ?? '', 'base64');
    expect(jpegSize(bytes)).toEqual({ width: 128, height: 128 });
    expect(bytes.includes('a tail')).toBe(false);

    const id = await ada.startUnrecordedSession();
    await joined(ada, id);
    expect((await pictures(ada, `/sessions/${id}/pictures`)).pictures).toHaveLength(1);
    expect((await pictures(kim, `/sessions/${id}/pictures`)).pictures).toEqual([]);
    const stranger = await person('Stranger');
    expect((await pictures(stranger, '/roster/pictures')).pictures).toEqual([]);

    expect((await ada.fetch('/identity/picture', 'DELETE')).status).toBe(204);
    expect(await read(ownPictureSchema, await ada.fetch('/identity/picture'))).toEqual({ picture: null });
    expect((await pictures(kim, '/roster/pictures')).pictures).toEqual([]);
  });

  it('is refused when it is no JPEG, is broken, or has too many pixels or bytes', async () => {
    const [png, wide] = [await createCanvas(8, 8).encode('png'), await createCanvas(2_049, 8).encode('jpeg')];
    const broken = (await createCanvas(64, 64).encode('jpeg')).subarray(0, 200);
    expect(await Promise.all([png, wide].map(async (body) => code(await put(ada, body))))).toEqual([
      'invalid_request',
      'invalid_request',
    ]);
    expect(await code(await put(ada, png, 'image/png'))).toBe('invalid_request');
    expect(await code(await put(ada, broken))).toBe('invalid_request');
    expect((await put(ada, Buffer.alloc(PICTURE_BYTES + 1))).status).toBe(413);
    expect(await read(ownPictureSchema, await ada.fetch('/identity/picture'))).toEqual({ picture: null });
  });
});
