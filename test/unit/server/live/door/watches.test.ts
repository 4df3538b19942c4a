import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { TOPICS_OF_A_CONNECTION } from '../../../../../server/limits.ts';
import { type Watcher, Watches } from '../../../../../server/live/door/watches.ts';
import { type Change, topicOfSession } from '../../../../../shared/contract/changes.ts';

const SESSION = '00000000-0000-4000-8000-000000000001';
const topic = topicOfSession(SESSION);

/** The database, which answers when the test says so. */
let questions: { answer(readable: boolean): void; fail(error: Error): void }[];
let watches: Watches;

class Page implements Watcher {
  readonly user: { id: string };
  readonly changes: Change[] = [];
  dropped = false;

  constructor(userId = '00000000-0000-4000-8000-0000000000aa') {
    this.user = { id: userId };
  }

  change(change: Change): void {
    this.changes.push(change);
  }

  drop(): void {
    this.dropped = true;
  }
}

const soon = () => new Promise((resolve) => setImmediate(resolve));
const say = (kind: 'comments' | 'access') => watches.announced({ session: SESSION, kind });

async function reading(): Promise<Page> {
  const page = new Page();
  const begun = watches.begin(page, topic);
  questions.shift()?.answer(true);
  await begun;
  return page;
}

beforeEach(() => {
  questions = [];
  watches = new Watches({
    changes: {
      follow: () => () => undefined,
      readable: () => new Promise((answer, fail) => questions.push({ answer, fail })),
    },
    logger: pino({ level: 'silent' }),
  });
});

describe('who follows a session', () => {
  it('is sent what changes once it is known that they may read it, and what changed meanwhile', async () => {
    const page = new Page();
    const begun = watches.begin(page, topic);
    say('comments');
    expect(page.changes).toEqual([]);
    questions[0]?.answer(true);
    await begun;
    expect(page.changes).toEqual([{ topic, kind: 'comments' }]);
    watches.end(page, topic);
    say('comments');
    expect(page.changes).toHaveLength(1);
  });

  it('is refused and sent nothing when they may not read it', async () => {
    const page = new Page();
    const begun = watches.begin(page, topic);
    say('comments');
    questions[0]?.answer(false);
    await expect(begun).rejects.toMatchObject({ code: 'not_found' });
    say('comments');
    expect(page.changes).toEqual([]);
  });

  it('is refused when the right ends while it is asked for', async () => {
    const page = new Page();
    const begun = watches.begin(page, topic);
    say('access');
    questions[1]?.answer(false);
    questions[0]?.answer(true);
    await expect(begun).rejects.toMatchObject({ code: 'not_found' });
    say('comments');
    expect(page.changes).toEqual([]);
  });

  it('is sent nothing from the moment on at which rights have changed, until it is known that theirs stands', async () => {
    const page = await reading();
    say('access');
    say('comments');
    expect(page.changes).toEqual([]);
    questions[0]?.answer(true);
    await soon();
    expect(page.changes).toEqual([{ topic, kind: 'comments' }]);
  });

  it('hears that the page must ask anew when the right has ended, and then nothing more', async () => {
    const page = await reading();
    watches.announced({ person: page.user.id, kind: 'access' });
    questions[0]?.answer(false);
    await soon();
    say('comments');
    expect(page.changes).toEqual([{ topic, kind: 'everything' }]);
  });

  it('is sent away to connect anew when it can’t be found out whether they may still read it', async () => {
    const page = await reading();
    say('access');
    questions[0]?.fail(new Error('the database is away'));
    await soon();
    say('comments');
    expect(page).toMatchObject({ dropped: true, changes: [] });
  });
});

it('sends each person what is their own', async () => {
  const [ada, kim] = [new Page(), new Page('00000000-0000-4000-8000-0000000000bb')];
  await Promise.all([watches.begin(ada, 'own'), watches.begin(kim, 'own')]);
  watches.announced({ person: ada.user.id, kind: 'roster' });
  expect([ada.changes, kim.changes]).toEqual([[{ topic: 'own', kind: 'roster' }], []]);
  watches.left(ada);
  watches.announced({ person: ada.user.id, kind: 'roster' });
  expect(ada.changes).toHaveLength(1);
});

it('has all ask anew after changes may have been missed', async () => {
  const page = await reading();
  await watches.begin(page, 'own');
  watches.missed();
  questions[0]?.answer(true);
  await soon();
  expect(page.changes).toHaveLength(2);
  expect(page.changes).toEqual(
    expect.arrayContaining([
      { topic, kind: 'everything' },
      { topic: 'own', kind: 'everything' },
    ]),
  );
});

it('lets a connection follow so many topics and no more', async () => {
  const page = new Page();
  const number = (index: number) => topicOfSession(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
  const begun = Array.from({ length: TOPICS_OF_A_CONNECTION }, (_, index) => watches.begin(page, number(index)));
  for (const question of questions) question.answer(true);
  await Promise.all(begun);
  await expect(watches.begin(page, number(99))).rejects.toMatchObject({ code: 'too_large' });
  watches.end(page, number(0));
  await watches.begin(page, 'own');
});
