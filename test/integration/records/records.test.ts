import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Records } from '../../../server/records/records.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { builtIn } from '../../support/activity.ts';
import { DATABASES, type TestDatabase } from '../../support/records/databases.ts';
import { aRepetition, coachingEvent } from '../../support/records/events.ts';

describe.each(DATABASES)('records on the $name', ({ create, skip }) => {
  let database: TestDatabase;
  let records: Records;
  const person = (name: string) => records.users.signIn(name);
  const aSession = async (owner: User) =>
    (await records.sessions.create(owner, { activity: builtIn('squat'), role: 'athlete' })).id;

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

    it('begins a session that is live and the owner’s', async () => {
      const ada = await person('Ada');
      const { id, createdAt } = await records.sessions.create(ada, { activity: builtIn('squat'), role: 'coach' });
      expect(Math.abs(Date.now() - createdAt.getTime())).toBeLessThan(10_000);
      expect(await records.sessions.lookUp(id)).toEqual({ ownerId: ada.id, ownerRole: 'coach', status: 'live' });
      expect(await records.sessions.read(ada, id)).toEqual({
        id,
        activity: 'squat',
        activityName: builtIn('squat').name,
        status: 'live',
        createdAt: createdAt.toISOString(),
        endedAt: null,
        people: [],
        reps: 0,
        score: null,
        role: 'coach',
        owned: true,
        definition: builtIn('squat'),
        summary: null,
        feedback: [],
      });
    });

    it('asks a person whom the database does not know to sign in again', async () => {
      const stranger = { id: randomUUID(), name: 'Stranger' };
      await expect(aSession(stranger)).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    it('shows the reps and feedback of a session that is under way', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await Promise.all(
        [1, 2].map((index) => records.journal.append(id, coachingEvent(index, aRepetition({ index })))),
      );
      const record = await records.sessions.read(ada, id);
      expect(record).toMatchObject({ reps: 2, score: null, summary: null });
      expect(record.feedback).toEqual([aRepetition({ index: 1 }), aRepetition({ index: 2 })]);
    });

    it('keeps summary, feedback and progress when a session ends', async () => {
      const [ada, cleo] = [await person('Ada'), await person('Cleo')];
      const id = await aSession(ada);
      await records.participants.join(id, ada, 'athlete');
      await records.participants.join(id, cleo, 'coach');
      void records.journal.append(id, coachingEvent(1, aRepetition({ index: 1, score: 90 })));
      void records.journal.append(id, coachingEvent(2, { type: 'phase', at: 2_000, phase: 'descent' }));
      await records.sessions.finish(id, 'ended');
      const record = await records.sessions.read(cleo, id);
      expect(record).toMatchObject({ status: 'ended', reps: 1, score: 90, role: 'coach', owned: false });
      expect(record.people).toEqual([
        { name: 'Ada', role: 'athlete' },
        { name: 'Cleo', role: 'coach' },
      ]);
      expect(record.feedback).toEqual([aRepetition({ index: 1, score: 90 })]);
      expect(record.summary).toMatchObject({ activity: 'squat', reps: 1 });
      expect(record.endedAt).not.toBeNull();
    });

    it('leaves a session alone that is over already', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await records.sessions.finish(id, 'ended');
      const before = await records.sessions.read(ada, id);
      await records.sessions.finish(id, 'interrupted');
      expect(await records.sessions.read(ada, id)).toEqual(before);
      await expect(records.sessions.finish(randomUUID(), 'ended')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('marks sessions of the last run interrupted, ended at their last event', async () => {
      const ada = await person('Ada');
      const { id, createdAt } = await records.sessions.create(ada, { activity: builtIn('squat'), role: 'athlete' });
      await records.journal.append(id, coachingEvent(1, aRepetition({ index: 1 }), 61_500));
      expect(await records.sessions.interruptLive()).toBeGreaterThanOrEqual(1);
      expect(await records.sessions.interruptLive()).toBe(0);
      expect(await records.sessions.read(ada, id)).toMatchObject({
        status: 'interrupted',
        reps: 1,
        endedAt: new Date(createdAt.getTime() + 61_500).toISOString(),
      });
    });

    it('lists sessions newest first and goes on before a time', async () => {
      const ada = await person('Ada');
      const made: string[] = [];
      for (let count = 0; count < 3; count += 1) made.push(await aSession(ada));
      const all = await records.sessions.list(ada);
      expect(all.map(({ id }) => id)).toEqual(made.toReversed());
      const rest = await records.sessions.list(ada, new Date(all[0]?.createdAt ?? 0));
      expect(rest.map(({ id }) => id)).toEqual(made.toReversed().slice(1));
    });

    it('counts one participant who comes back once', async () => {
      const ada = await person('Ada');
      const id = await aSession(ada);
      await records.participants.join(id, ada, 'athlete');
      await records.participants.join(id, ada, 'athlete');
      expect((await records.sessions.read(ada, id)).people).toHaveLength(1);
    });
  });
});
