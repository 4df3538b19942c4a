import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ACTIVITIES_OF_A_PERSON, ROSTER } from '../../../server/limits.ts';
import type { Announcement } from '../../../server/records/changes.ts';
import type { Place } from '../../../server/records/participants.ts';
import { Records } from '../../../server/records/records.ts';
import { SessionCloser } from '../../../server/sessions/session-closer.ts';
import { progressQuerySchema } from '../../../shared/contract/progress.ts';
import type { SessionQuery, User } from '../../../shared/contract/rest.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import { builtIn } from '../../support/activity.ts';
import { Collected } from '../../support/collected.ts';
import { DATABASES, type TestDatabase } from '../../support/records/databases.ts';
import { ATHLETE_ID, aRepetition, athleteJoined, coachingEvent } from '../../support/records/events.ts';
import { aFinish, aNewFile } from '../../support/records/files.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession, NODE, OTHER_NODE } from '../../support/records/sessions.ts';
import { train } from '../../support/records/training.ts';

/** The athlete's place of the owner, unless given otherwise. */
const aPlace = (user: User, changes: Partial<Place> = {}): Place => ({
  participantId: randomUUID(),
  user,
  role: 'athlete',
  invitationId: undefined,
  ...changes,
});

describe.each(DATABASES)('records on the $name', ({ create, skip }) => {
  let database: TestDatabase;
  let records: Records;
  const person = (name: string) => aGuest(records.accounts, name);
  const aSession = async (owner: User) => (await records.sessions.create(owner, aNewSession())).id;

  beforeAll(async () => {
    if (skip) return;
    database = await create();
    records = await Records.create(database.options);
  });
  afterAll(async () => {
    await records?.close();
    await database?.remove();
  });

  describe.skipIf(skip)('', () => {
    it('knows a person who signed in by name', async () => {
      const ada = await person('Ada');
      expect(await records.users.find(ada.id)).toEqual({ id: ada.id, name: 'Ada' });
      expect(await records.users.find(randomUUID())).toBeUndefined();
    });

    it('refuses a name that PostgreSQL has no room for', async () => {
      await expect(person('A\0da')).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('begins a session that is live, the owner’s, and held by its server', async () => {
      const ada = await person('Ada');
      const { id } = await records.sessions.create(ada, aNewSession({ role: 'coach' }));
      const standing = { ownerId: ada.id, ownerRole: 'coach', status: 'live', node: NODE, leased: true };
      expect(await records.sessions.lookUp(id)).toEqual(standing);
      expect(await records.sessions.read(ada, id)).toEqual({
        id,
        kind: 'live',
        activity: 'squat',
        activityName: builtIn('squat').name,
        status: 'live',
        createdAt: expect.any(String),
        endedAt: null,
        people: [],
        summaries: [],
        counted: 0,
        ownerId: ada.id,
        ownerRole: 'coach',
        ownRole: null,
        recording: 'on',
        definition: builtIn('squat'),
        athletes: null,
      });
    });

    it('asks a person whom the database does not know to sign in again', async () => {
      const stranger = { id: randomUUID(), name: 'Stranger' };
      await expect(aSession(stranger)).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    it('counts the reps of a session that is under way', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await Promise.all(
        [1, 2].map((index) => records.journal.append(id, coachingEvent(index, aRepetition({ index })))),
      );
      expect(await records.sessions.read(ada, id)).toMatchObject({ counted: 2, summaries: [], athletes: null });
    });

    it('keeps what each athlete came to, and the progress of each, when a session ends', async () => {
      const [ada, bo, cleo] = [await person('Ada'), await person('Bo'), await person('Cleo')];
      const id = await aSession(ada);
      const other = randomUUID();
      await records.participants.join(id, aPlace(ada, { participantId: ATHLETE_ID }));
      await records.participants.join(id, aPlace(bo, { participantId: other }));
      await records.participants.join(id, aPlace(cleo, { role: 'coach' }));
      void records.journal.append(id, athleteJoined(1, ATHLETE_ID, 'Ada'));
      void records.journal.append(id, coachingEvent(2, aRepetition({ index: 1, score: 90 })));
      void records.journal.append(id, coachingEvent(3, { type: 'phase', at: 2_000, phase: 'descent' }));
      void records.journal.append(id, athleteJoined(4, other, 'Bo'));
      void records.journal.append(id, coachingEvent(5, aRepetition({ index: 1, score: 70 }), 9_000, other));
      void records.journal.append(id, coachingEvent(6, aRepetition({ index: 2, score: 70 }), 12_000, other));
      await new SessionCloser(records).close(id, 'ended');
      const record = await records.sessions.read(cleo, id);
      expect(record).toMatchObject({ status: 'ended', ownRole: 'coach', counted: null });
      expect(record.people).toEqual([
        { name: 'Ada', role: 'athlete' },
        { name: 'Bo', role: 'athlete' },
        { name: 'Cleo', role: 'coach' },
      ]);
      expect(record.athletes).toMatchObject([
        { id: ATHLETE_ID, name: 'Ada', summary: { reps: 1, score: 90 } },
        { id: other, name: 'Bo', summary: { reps: 2, score: 70 } },
      ]);
      expect(record.athletes?.[0]?.feedback).toEqual([aRepetition({ index: 1, score: 90 })]);
      expect(record.endedAt).not.toBeNull();
    });

    describe('progress', () => {
      const asked = (changes: object = {}) => progressQuerySchema.parse(changes);

      it('says by day and activity what the training came to, and what was best', async () => {
        const ada = await person('Ada');
        await train(records, ada, { scores: [90, 70] });
        const bestId = await train(records, ada, { scores: [100, 100, 95, 95] });
        await train(records, ada, { activity: 'push-up', scores: [] });
        const { athlete, days, activities } = await records.progress.of(ada, asked({ zone: 'Pacific/Auckland' }));
        expect(athlete).toEqual({ id: ada.id, name: ada.name });
        const squats = {
          activity: 'squat',
          activityName: builtIn('squat').name,
          sessions: 2,
          sets: 2,
          reps: 6,
          attempts: 0,
          good: 5,
          range: { measure: 'knee', mean: 87, best: 87 },
          tempoMs: 2_000,
          asymmetry: 4,
          sides: null,
          hold: null,
        };
        expect(days).toMatchObject([{ activity: 'push-up', sessions: 1, reps: 0, score: null, range: null }, squats]);
        expect(days[1]?.score?.mean).toBeCloseTo((90 + 70 + 100 + 100 + 95 + 95) / 6);
        expect(days[1]?.score?.best).toBe(100);
        expect(days[0]?.day).toBe(new Date().toLocaleDateString('en-CA', { timeZone: 'Pacific/Auckland' }));
        expect(activities.map(({ activity, totalSessions }) => [activity, totalSessions])).toEqual([
          ['push-up', 1],
          ['squat', 2],
        ]);
        const at = expect.any(String);
        expect(activities[1]?.bests).toEqual({
          reps: { value: 4, at, sessionId: bestId },
          score: { value: 97.5, at, sessionId: bestId },
          range: { value: 87, at, sessionId: expect.any(String) },
          holdMs: null,
        });
        const tomorrow = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
        expect((await records.progress.of(ada, asked({ from: tomorrow }))).days).toEqual([]);
        expect((await records.progress.of(ada, asked({ activity: 'squat' }))).days).toHaveLength(1);
        const asStranger = records.progress.of(await person('Bo'), asked({ person: ada.id }));
        await expect(asStranger).rejects.toMatchObject({ code: 'not_found' });
      });

      it('is right when many sessions of one athlete end at once, and after it was recomputed', async () => {
        const ada = await person('Ada');
        const open = await Promise.all(
          [1, 2, 3, 4, 5, 6, 7, 8].map(() => train(records, ada, { scores: [80], ended: false })),
        );
        const closer = new SessionCloser(records);
        // Each is ended twice, as a page and a lease may do together.
        await Promise.all(open.flatMap((id) => [closer.close(id, 'ended'), closer.close(id, 'interrupted')]));
        const { days, activities } = await records.progress.of(ada, asked());
        expect(activities).toMatchObject([{ activity: 'squat', totalSessions: 8, skillLevel: 'beginner' }]);
        expect(days).toMatchObject([{ sessions: 8, reps: 8 }]);
        await records.sessions.remove(open[0] ?? '');
        const { results, progress } = await records.progress.recompute();
        expect(results).toBeGreaterThanOrEqual(7);
        expect(progress).toBeGreaterThanOrEqual(1);
        expect((await records.progress.of(ada, asked())).activities).toMatchObject([{ totalSessions: 7 }]);
      });
    });

    it('leaves a session alone that is over already', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      const closer = new SessionCloser(records);
      await closer.close(id, 'ended');
      const before = await records.sessions.read(ada, id);
      await closer.close(id, 'interrupted');
      expect(await records.sessions.read(ada, id)).toEqual(before);
      await expect(closer.close(randomUUID(), 'ended')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('ends an interrupted session when something last happened', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await records.journal.append(id, coachingEvent(1, aRepetition({ index: 1 }), 61_500));
      await new SessionCloser(records).close(id, 'interrupted', 61_500);
      const { status, createdAt, endedAt } = await records.sessions.read(ada, id);
      expect(status).toBe('interrupted');
      expect(Date.parse(endedAt ?? '') - Date.parse(createdAt)).toBe(61_500);
    });

    it('leaves out an event that it can not read, and reads the others', async () => {
      const id = await aSession(await person('Ada'));
      await records.journal.append(id, coachingEvent(1, aRepetition({ index: 1 })));
      const ofAnotherVersion = { type: 'somersault', times: 3 } as unknown as SessionChange;
      await records.journal.append(id, { seq: 2, at: 4_000, change: ofAnotherVersion });
      await records.journal.append(id, coachingEvent(3, aRepetition({ index: 2 })));
      expect((await records.sessions.events(id)).map(({ seq }) => seq)).toEqual([1, 3]);
      await records.journal.append(id, { seq: 4, at: 9_000, change: ofAnotherVersion });
      expect(await records.sessions.opening(id)).toMatchObject({ lastSeq: 4 });
    });

    describe('files', () => {
      const begin = (...file: Parameters<typeof aNewFile>) => records.files.begin(aNewFile(...file));

      it('numbers the files of a participant in the order in which they begin', async () => {
        const sessionId = await aSession(await person('Ada'));
        const [bo, cleo] = [randomUUID(), randomUUID()];
        const begun = [
          await begin(sessionId, { participantId: bo }),
          await begin(sessionId, { participantId: cleo }),
          await begin(sessionId, { participantId: bo, startedAt: 2_000 }),
          await begin(sessionId, { participantId: bo, kind: 'track' }),
          await begin(sessionId, { kind: 'film' }),
          await begin(sessionId, { kind: 'film' }),
        ];
        expect(begun.map(({ number }) => number)).toEqual([0, 0, 1, 0, 0, 1]);
        const together = await Promise.all([1, 2, 3].map(() => begin(sessionId, { participantId: cleo })));
        expect(together.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
      });

      it('lets a file grow, be whole, wait for the store and be stored', async () => {
        const ada = await person('Ada');
        const sessionId = await aSession(ada);
        const { id, name } = await begin(sessionId, { node: OTHER_NODE, about: { width: 640 } });
        expect(name).toBe(`sessions/${sessionId}/recording-${id}.webm`);
        expect(await records.files.grew(id, { bytes: 7 })).toBe(true);
        expect(await records.files.growingOf(OTHER_NODE)).toMatchObject([{ id, bytes: 7, endedAt: null }]);
        expect(await records.files.finish(id, aFinish({ endedAt: 1_500 }))).toBe(true);
        expect(await records.files.finish(id, aFinish())).toBe(false);
        expect(await records.files.growingOf(OTHER_NODE)).toEqual([]);
        const waiting = await records.outbox.next(OTHER_NODE);
        expect(waiting).toMatchObject({ name, bytes: 15, contentType: 'video/webm' });
        expect(await records.files.find(ada, id)).toMatchObject({ state: 'waiting', node: OTHER_NODE });
        expect(await records.outbox.stored(waiting?.id ?? '')).toBe(true);
        expect(await records.files.find(ada, id)).toMatchObject({ state: 'stored', node: null, path: null });
        const listed = await records.files.list(ada, sessionId);
        expect(listed).toMatchObject([{ id, about: { width: 640 }, bytes: 15, startedAt: 0, endedAt: 1_500 }]);
        expect(listed[0]).not.toHaveProperty('path');
        expect(await records.files.find(await person('Stranger'), id)).toBeUndefined();
      });

      it('gives no file to a session that is gone, and says so to who writes one', async () => {
        await expect(begin(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
        const { id } = await begin(await aSession(await person('Ada')));
        await records.files.remove(id);
        expect(await records.files.grew(id, { bytes: 1 })).toBe(false);
        expect(await records.files.finish(id, aFinish())).toBe(false);
        expect(await records.files.located(id)).toBeUndefined();
      });

      it('does not send on what was removed while it waited', async () => {
        const node = randomUUID();
        const sessionId = await aSession(await person('Ada'));
        const { id } = await begin(sessionId, { node });
        await records.files.finish(id, aFinish());
        const waiting = await records.outbox.next(node);
        await records.files.remove(id);
        expect(await records.outbox.next(node)).toBeUndefined();
        expect(await records.outbox.stored(waiting?.id ?? '')).toBe(false);
      });
    });

    it('keeps no more activities of one person than the limit, also of those that come at once', async () => {
      const [ada, kim] = [await person('Ada'), await person('Kim')];
      const create = (user: User, index: number) =>
        records.activities.create(user, { ...builtIn('squat'), id: `own-${index}` });
      for (let index = 3; index < ACTIVITIES_OF_A_PERSON; index += 1) await create(ada, index);
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => create(ada, 1_000 + index)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))).toEqual(
        Array.from({ length: 5 }, () => expect.objectContaining({ code: 'too_large' })),
      );
      expect(await records.activities.list(ada)).toHaveLength(ACTIVITIES_OF_A_PERSON);
      await create(kim, 0);
    });

    it('lets who is on a full team follow its link once more, and nobody else', async () => {
      const [kim, lou] = [await person('Kim'), await person('Lou')];
      const { id: teamId } = await records.teams.create(kim, 'Rowers');
      const { id: link } = await records.roster.createLink(kim, { teamId, role: 'coach', hours: 1 });
      for (let coaches = 1; coaches < ROSTER.coaches; coaches += 1) {
        await records.roster.accept(coaches === 1 ? lou : await person('Coach'), link);
      }
      expect(await records.roster.accept(lou, link)).toEqual({ grantId: null, state: 'open' });
      await expect(records.roster.accept(await person('Late'), link)).rejects.toMatchObject({ code: 'too_large' });
    });

    it('lets who is on a full roster follow its link once more, and nobody else', async () => {
      const [kim, ada] = [await person('Kim'), await person('Ada')];
      const { id: link } = await records.roster.createLink(kim, { role: 'athlete', hours: 1 });
      for (let athletes = 0; athletes < ROSTER.athletes; athletes += 1) {
        await records.roster.accept(athletes === 0 ? ada : await person('Athlete'), link);
      }
      expect(await records.roster.accept(ada, link)).toMatchObject({ state: 'open' });
      await expect(records.roster.accept(await person('Late'), link)).rejects.toMatchObject({ code: 'too_large' });
    });

    describe('changes', () => {
      type Heard = Announcement | 'missed';
      /** What a server hears from now on. */
      const hearing = (server = records) => {
        const heard = new Collected<Heard>();
        onTestFinished(
          server.changes.follow({
            announced: (announcement) => heard.add(announcement),
            missed: () => heard.add('missed'),
          }),
        );
        return heard;
      };
      const hears = (heard: Collected<Heard>, wanted: Announcement) =>
        heard.until((items) => items.some((item) => isDeepStrictEqual(item, wanted)));

      it('are announced to those whom they concern', async () => {
        const heard = hearing();
        const ada = await person('Ada');
        const session = await aSession(ada);
        await hears(heard, { kind: 'sessions', person: ada.id });
        await records.participants.join(session, aPlace(ada));
        await hears(heard, { kind: 'access', session });
        await records.comments.add(ada, session, { from: 0, to: null, body: 'Knees out', ink: [] });
        await hears(heard, { kind: 'comments', session });
        await new SessionCloser(records).close(session, 'ended');
        await hears(heard, { kind: 'session', session });
        await hears(heard, { kind: 'progress', person: ada.id });
      });

      it('may be read by those who may read the session', async () => {
        const [ada, kim] = await Promise.all([person('Ada'), person('Kim')]);
        const session = await aSession(ada);
        expect(await records.changes.readable(ada, session)).toBe(true);
        expect(await records.changes.readable(kim, session)).toBe(false);
        expect(await records.changes.readable(ada, randomUUID())).toBe(false);
      });

      it('reach every server, and again after a connection was cut off', async ({ skip: skipTest }) => {
        if (!database.options.databaseUrl) skipTest('the embedded database has one server');
        const other = await Records.create(database.options);
        onTestFinished(() => other.close());
        const [here, there] = [hearing(), hearing(other)];
        const ada = await person('Ada');
        const announced = { kind: 'sessions', person: ada.id } as const;
        await aSession(ada);
        await Promise.all([hears(here, announced), hears(there, announced)]);
        const known = here.items.length;
        await records.statements.execute(`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'sideline changes'
        `);
        await here.until((items) => items.slice(known).includes('missed'));
        const eve = await person('Eve');
        await aSession(eve);
        await hears(here, { kind: 'sessions', person: eve.id });
      });
    });

    describe('several servers', () => {
      const held = async (changes: Parameters<typeof aNewSession>[0]) =>
        (await records.sessions.create(await person('Ada'), aNewSession(changes))).id;

      it('leave each other’s sessions alone as long as the leases hold', async () => {
        const [mine, theirs] = [await held({ node: NODE }), await held({ node: OTHER_NODE })];
        const taken = await records.sessions.take(NODE, 30, { own: true });
        expect(taken).toContain(mine);
        expect(taken).not.toContain(theirs);
        expect(await records.sessions.lookUp(theirs)).toMatchObject({ node: OTHER_NODE, leased: true });
      });

      it('take a session whose lease has run out, once', async () => {
        const id = await held({ node: OTHER_NODE, leaseSeconds: 0 });
        expect(await records.sessions.lookUp(id)).toMatchObject({ leased: false });
        expect(await records.sessions.take(NODE, 30, { own: false })).toContain(id);
        expect(await records.sessions.lookUp(id)).toMatchObject({ node: NODE, leased: true });
        expect(await records.sessions.take(OTHER_NODE, 30, { own: true })).not.toContain(id);
        expect(await records.sessions.renew(OTHER_NODE, 30, [id])).toEqual([]);
        expect(await records.sessions.renew(NODE, 30, [id])).toEqual([id]);
      });

      it('have at once what another one gives up', async () => {
        const node = randomUUID();
        const id = await held({ node });
        await records.sessions.release(node);
        expect(await records.sessions.take(NODE, 30, { own: false })).toContain(id);
      });

      it('take no session that is over', async () => {
        const id = await held({ node: OTHER_NODE, leaseSeconds: 0 });
        await new SessionCloser(records).close(id, 'ended');
        expect(await records.sessions.take(NODE, 30, { own: true })).not.toContain(id);
      });
    });

    it('lists sessions newest first and goes on before a time', async () => {
      const ada = await person('Ada');
      const made: string[] = [];
      for (let count = 0; count < 3; count += 1) made.push(await aSession(ada));
      const all = await records.sessions.list(ada);
      expect(all.map(({ id }) => id)).toEqual(made.toReversed());
      const rest = await records.sessions.list(ada, { before: all[0]?.createdAt });
      expect(rest.map(({ id }) => id)).toEqual(made.toReversed().slice(1));
    });

    it('lists those sessions alone that are asked for', async () => {
      const [ada, kim] = [await person('Ada'), await person('Kim')];
      const squats = await aSession(ada);
      await records.participants.join(squats, aPlace({ ...kim, name: 'KIM Coach' }, { role: 'coach' }));
      const curls = (await records.sessions.create(ada, aNewSession({ activity: builtIn('biceps-curl') }))).id;
      const idsOf = async (query: SessionQuery, user = ada) =>
        (await records.sessions.list(user, query)).map(({ id }) => id);
      expect(await idsOf({ activity: 'squat' })).toEqual([squats]);
      expect(await idsOf({ activity: 'biceps-curl' })).toEqual([curls]);
      expect(await idsOf({ person: 'kim c' })).toEqual([squats]);
      expect(await idsOf({ person: '%' })).toEqual([]);
      expect(await idsOf({ person: '' })).toEqual([curls, squats]);
      expect(await idsOf({ kind: 'upload' })).toEqual([]);
      expect(await idsOf({ kind: 'live', activity: 'squat' })).toEqual([squats]);
      const [newer] = await records.sessions.list(ada);
      expect(await idsOf({ since: newer?.createdAt })).toEqual([curls]);
      expect(await idsOf({ since: '2100-01-01T00:00:00.000Z' })).toEqual([]);
      expect(await idsOf({}, kim)).toEqual([squats]);
    });

    it('counts one participant who comes back once', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await records.participants.join(id, aPlace(ada));
      await records.participants.join(id, aPlace(ada));
      expect((await records.sessions.read(ada, id)).people).toHaveLength(1);
    });
  });
});
