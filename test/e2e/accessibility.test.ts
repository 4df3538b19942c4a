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

describe('in a session', () => {
  const pages: Partial<Record<'athlete' | 'coach' | 'spectator', Page>> = {};
  beforeAll(async () => {
    const athlete = await browser.visitor({ person: owner });
    await goLiveAsDemoAthlete(athlete, `${server.url}/live/${live}`);
    const coach = await browser.visitor();
    await joinAsCoach(coach, `${server.url}/join/${(await owner.invite(live, 'coach')).token}`, 'Bob');
    const spectator = await browser.visitor();
    await joinByLink(spectator, `${server.url}/join/${(await owner.invite(live, 'spectator')).token}`, 'Sue');
    Object.assign(pages, { athlete, coach, spectator });
    // With something in the feedback.
    for (const page of [athlete, coach, spectator]) {
      await page.locator('[data-testid=feedback-list] time').nth(1).waitFor({ timeout: 60_000 });
    }
  });
  // Three pictures of one session leave little of a machine to other pages.
  afterAll(async () => {
    for (const page of Object.values(pages)) await page.context().close();
  });

  it.each(['spectator', 'coach', 'athlete'] as const)('the page of the %s has no violation', async (role) => {
    const page = pages[role];
    expect(page && (await violationsOf(page))).toEqual([]);
    if (role === 'spectator') await page?.context().close();
  });

  it('the coach’s page with latency, freezing and picking has no violation', async () => {
    const { coach: page } = pages;
    if (!page) throw new Error('the coach is not there');
    await page.getByRole('button', { name: 'Latency' }).click();
    await page.getByRole('button', { name: 'Pick athlete' }).click();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Freeze the picture for everyone' }).click();
    await page.getByTestId('frozen-note').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });

  it.each(['Invite', 'Camera and sound', 'End'])('what opens by “%s” has no violation', async (name) => {
    const { athlete: page } = pages;
    if (!page) throw new Error('the athlete is not there');
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('the record, to which the end leads, has no violation', async () => {
    const { athlete: page } = pages;
    if (!page) throw new Error('the athlete is not there');
    await page.getByRole('button', { name: 'End' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await page.getByTestId('record-reps').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});

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
  const page = await browser.visitor({ person: owner });
  await page.goto(`${server.url}${path()}`);
  await ready(page).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.context().close();
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

it('what opens over the activities has no violation', async () => {
  const page = await browser.visitor({ person: owner });
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
  await page.context().close();
});
