/** Every page, and what opens in it, without a violation of axe's rules in light and dark. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf } from '../../client/activities/blank.ts';
import { ACTIVITIES } from '../../shared/coaching/index.ts';
import { violationsOf } from '../support/accessibility.ts';
import { builtIn } from '../support/activity.ts';
import { goLiveAsDemoAthlete, joinAsCoach, joinByLink, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let browser: TestBrowser;
let owner: Person;
let live: string;
/** A session that nobody has joined. */
let lobby: string;

beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ onPurpose: ['sent away'] });
  owner = await Person.signIn(server.url, 'Anna');
  const own = copyOf(
    builtIn('squat'),
    ACTIVITIES.map(({ id }) => id),
  );
  expect((await owner.fetch('/activities', 'POST', own)).ok).toBe(true);
  live = await owner.startSession();
  lobby = await owner.startUnrecordedSession();
});
afterAll(() => browser?.close());

/** Who has joined Anna's session from a browser of their own. */
async function aVisitor(role: 'coach' | 'spectator'): Promise<Page> {
  const page = await browser.visitor();
  const link = `${server.url}/join/${(await owner.invite(live, role)).token}`;
  await (role === 'coach' ? joinAsCoach(page, link, 'Bob') : joinByLink(page, link, 'Sue'));
  await withFeedback(page);
  return page;
}

const withFeedback = (page: Page) =>
  page.locator('[data-testid=feedback-list] time').first().waitFor({ timeout: 60_000 });

describe('in a session', () => {
  let athlete: Page;
  let coach: Page;
  beforeAll(async () => {
    athlete = await browser.visitor({ person: owner });
    await goLiveAsDemoAthlete(athlete, `${server.url}/live/${live}`, { sound: true });
    await withFeedback(athlete);
    // Later, since every picture of the session takes its share of the machine.
    coach = await aVisitor('coach');
  });
  afterAll(() => athlete?.context().close());

  it('the page of the spectator has no violation', async () => {
    const page = await aVisitor('spectator');
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });

  it('the page of the athlete has no violation', async () => {
    expect(await violationsOf(athlete)).toEqual([]);
  });

  it('the coach’s page has no violation, also with latency, freezing and picking', async () => {
    expect(await violationsOf(coach)).toEqual([]);
    await coach.getByRole('button', { name: 'Latency' }).click();
    await coach.getByRole('button', { name: 'Pick athlete' }).click();
    expect(await violationsOf(coach)).toEqual([]);
    await coach.keyboard.press('Escape');
    await coach.getByRole('button', { name: 'Freeze the picture for everyone' }).click();
    await coach.getByTestId('frozen-note').waitFor();
    expect(await violationsOf(coach)).toEqual([]);
    await coach.context().close();
  });

  it.each(['Invite', 'Camera and sound', 'End'])('what opens by “%s” has no violation', async (name) => {
    await athlete.getByRole('button', { name, exact: true }).click();
    await athlete.getByRole('dialog').waitFor();
    expect(await violationsOf(athlete)).toEqual([]);
    await athlete.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await athlete.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('the record, to which the end leads, has no violation', async () => {
    await athlete.getByRole('button', { name: 'End' }).click();
    await athlete.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await athlete.getByTestId('record-reps').waitFor();
    expect(await violationsOf(athlete)).toEqual([]);
  });
});

describe('somebody who is signed in', () => {
  /** One for all of them: a browser that is new to the pages loads each of their parts anew. */
  let page: Page;
  beforeAll(async () => {
    page = await browser.visitor({ person: owner });
  });
  afterAll(() => page?.context().close());

  it.each([
    { what: 'the start', path: () => '/', ready: (page: Page) => page.getByRole('button', { name: 'Start' }) },
    {
      what: 'the activities',
      path: () => '/activities',
      ready: (page: Page) => page.getByRole('heading', { name: 'Yours' }),
    },
    {
      what: 'the editor',
      path: () => '/activities/new?copy=squat',
      ready: (page: Page) => page.getByRole('button', { name: 'Save' }),
    },
    { what: 'the sessions', path: () => '/sessions', ready: (page: Page) => page.getByText('Finished').first() },
    {
      what: 'the page for films',
      path: () => '/uploads',
      ready: (page: Page) => page.getByRole('button', { name: 'Choose films' }),
    },
    {
      what: 'the account of a guest',
      path: () => '/account',
      ready: (page: Page) => page.getByRole('link', { name: 'Make an account' }),
    },
    { what: 'a new account', path: () => '/sign-in?new', ready: (page: Page) => page.getByLabel('New password') },
    { what: 'the lobby', path: () => `/live/${lobby}`, ready: (page: Page) => page.getByLabel('Microphone level') },
    { what: 'no page', path: () => '/no/such/page', ready: (page: Page) => page.getByText('There is no such page') },
  ])('$what has no violation', async ({ path, ready }) => {
    await page.goto(`${server.url}${path()}`);
    await ready(page).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('what opens over the activities has no violation', async () => {
    await page.goto(`${server.url}/activities`);
    await page.getByRole('button', { name: 'New activity' }).click();
    await page.getByRole('menu').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Anna' }).click();
    await page.getByRole('menu').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});

it('an invitation, and who is asked for a name, have none', async () => {
  const page = await browser.visitor();
  for (const path of [`/join/${(await owner.invite(lobby, 'coach')).token}`, '/sessions']) {
    await page.goto(`${server.url}${path}`);
    await page.getByLabel('Your name').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  }
  await page.context().close();
});

/** As long as a name may be. */
const LONG_NAME = 'Gwendolyn Featherstonehaugh-Cholmondeley '.padEnd(60, 'of Belvoir ').slice(0, 60).trim();

it('the pages on who sees whose training, and on what is kept, have none', async () => {
  const [coach, athlete, guardian] = await Promise.all(
    ['Kim', 'Ada', LONG_NAME].map((name) => Person.signIn(server.url, name)),
  );
  const made = async (answer: Promise<Response> | undefined) => await (await answer)?.json();
  await coach?.fetch('/teams', 'POST', { name: 'Rowers' });
  const { token } = await made(coach?.fetch('/roster/links', 'POST', {}));
  await athlete?.fetch('/access/minor', 'PUT', { until: '2100-01-01' });
  const { grantId } = await made(athlete?.fetch('/access', 'POST', { token }));
  const consent = await made(athlete?.fetch(`/access/${grantId}/guardian`, 'POST'));
  for (const { person, path, shown } of [
    { person: coach, path: '/roster', shown: 'Rowers' },
    { person: athlete, path: '/access', shown: 'Kim' },
    { person: guardian, path: `/guardian/${consent.token}`, shown: 'Ada' },
    { person: guardian, path: `/roster/join/${token}`, shown: 'Kim' },
    { person: guardian, path: '/storage', shown: 'Nothing is kept' },
  ]) {
    const page = await browser.visitor(person && { person });
    await page.goto(`${server.url}${path}`);
    await page.getByText(shown).first().waitFor();
    expect(await violationsOf(page), path).toEqual([]);
    await page.context().close();
  }
});
