/** From the first visit to the end of an account, where sign-in, records, files and changes are a Supabase project's. */
import { createCanvas } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TestBrowser } from '../support/browser.ts';
import { DATABASES, type TestDatabase } from '../support/records/databases.ts';
import { ServerProcess } from '../support/server-process.ts';
import { squatFilm } from '../support/squat-film.ts';
import { AuthServer, PUBLISHABLE_KEY, SECRET_KEY } from '../support/supabase/auth-server.ts';
import { RealtimeServer } from '../support/supabase/realtime-server.ts';
import { StorageServer } from '../support/supabase/storage-server.ts';

const PASSWORD = 'correct horse battery';

describe.each(DATABASES.slice(1))('with a Supabase project on $name', ({ create, skip }) => {
  let browser: TestBrowser;
  let database: TestDatabase;
  let project: AuthServer;
  let realtime: RealtimeServer;
  let storage: StorageServer;
  let server: ServerProcess;
  beforeAll(async () => {
    if (skip) return;
    browser = await TestBrowser.launch({ onPurpose: ['sent away'] });
    database = await create();
    project = await AuthServer.start(database.options.databaseUrl ?? '');
    realtime = await RealtimeServer.start(project, database.options.databaseUrl ?? '');
    storage = await StorageServer.start();
    project.parts.set('/storage/v1', (request, response) => storage.answer(request, response));
    server = await ServerProcess.start({
      DATABASE_URL: database.options.databaseUrl,
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
      SUPABASE_SECRET_KEY: SECRET_KEY,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await realtime?.close();
    await storage?.close();
    await project?.close();
    await database?.remove();
  });

  /** A page of a new guest who has started a session. */
  async function aGuest(name: string): Promise<Page> {
    const page = await browser.visitor();
    await page.goto(server.url);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    return page;
  }

  async function becomeAccount(page: Page, email: string): Promise<void> {
    await page.goto(`${server.url}/sign-in?new`);
    await page.getByRole('button', { name: 'Go on with GitHub' }).waitFor();
    await page.getByLabel('E-mail address').fill(email);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('link', { name: /Squat/ }).first().waitFor();
  }

  const tokensOf = async (page: Page) =>
    JSON.parse((await page.evaluate(() => localStorage.getItem('sideline.auth'))) ?? '{}');

  it.skipIf(skip)('a guest with a session becomes an account, and comes back in another browser', async () => {
    const page = await aGuest('Bo');
    await becomeAccount(page, 'bo@example.org');
    const other = await browser.visitor();
    await other.goto(`${server.url}/sign-in`);
    await other.getByLabel('E-mail address').fill('bo@example.org');
    await other.locator('input[type=password]').fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('link', { name: /Squat/ }).first().waitFor();
    await other.context().close();
    await page.context().close();
  });

  it.skipIf(skip)('a link that the project leads back by signs in, and asks for the new password', async () => {
    const signedIn = await aGuest('Al');
    await becomeAccount(signedIn, 'al@example.org');
    await signedIn.context().close();
    const page = await browser.visitor();
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('E-mail address').fill('al@example.org');
    await page.getByRole('button', { name: 'one to choose a new password' }).click();
    await page.getByText('a mail is on its way').waitFor();
    const [link = ''] = project.detours.mailed.items;
    await page.goto(link);
    await page.locator('input[type=password]').fill('quite another one');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(`${server.url}/account`);
    await page.goto(link);
    await page.getByText('This link has run out or was used already').waitFor();
    await page.context().close();
  });

  it.skipIf(skip)('a new address counts once the link in its mail was opened, which signs in', async () => {
    project.detours.confirmsAddresses = true;
    onTestFinished(() => {
      project.detours.confirmsAddresses = false;
    });
    const guest = await aGuest('Hal');
    const newcomer = await browser.visitor();
    for (const [page, name, email] of [
      [guest, 'Hal', 'hal@example.org'],
      [newcomer, 'Ina', 'ina@example.org'],
    ] as const) {
      await page.goto(`${server.url}/sign-in?new`);
      await page.getByLabel('Your name').fill(name);
      await page.getByLabel('E-mail address').fill(email);
      await page.locator('input[type=password]').fill(PASSWORD);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.getByText('Nearly done').waitFor();
      await page.goto(project.detours.mailed.items.at(-1) ?? '');
      await page.getByText('You are signed in').waitFor();
      await page.goto(`${server.url}/account`);
      await expect.poll(() => page.getByLabel('E-mail address').inputValue()).toBe(email);
    }
    await guest.goto(`${server.url}/sessions`);
    await guest.getByRole('link', { name: /Squat/ }).first().waitFor();
    await guest.context().close();
    await newcomer.context().close();
  });

  it.skipIf(skip)(
    'a guest goes on with a provider and keeps the session, and is let in by it in another browser',
    async () => {
      const page = await aGuest('Fay');
      const goOn = async (who: Page, address: string) => {
        await who.goto(`${server.url}${address}`);
        await who.getByRole('button', { name: 'Go on with GitHub' }).click();
      };
      const other = await browser.visitor();
      for (const [who, address] of [
        [page, '/sign-in?new'],
        [other, '/sign-in'],
      ] as const) {
        await goOn(who, address);
        await who.getByRole('link', { name: 'Go to my sessions' }).click();
        await who.getByRole('link', { name: /Squat/ }).first().waitFor();
      }
      await other.context().close();
      await page.context().close();

      const guest = await aGuest('Gil');
      await goOn(guest, '/sign-in?new');
      await guest.getByText('There is an account with this provider already').waitFor();
      project.detours.manualLinking = false;
      await goOn(guest, '/sign-in?new');
      await guest.getByText('Here a guest can’t go on with this provider').waitFor();
      await guest.goto(`${server.url}/account`);
      await guest.getByText('You are a guest').waitFor();
      await guest.context().close();
    },
  );

  it.skipIf(skip)('an open list hears by Realtime of a new session, and without it by the server', async () => {
    const page = await aGuest('Cy');
    const { access_token: token } = await tokensOf(page);
    const joined = realtime.joins.more(1);
    await page.goto(`${server.url}/sessions`);
    await joined;
    const rows = page.getByRole('link', { name: /Squat/ });
    await rows.nth(0).waitFor();
    const start = () =>
      fetch(`${server.url}/api/sessions`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ activity: 'squat' }),
      });
    expect((await start()).status).toBe(201);
    await rows.nth(1).waitFor();
    realtime.refusing = true;
    const ownSocket = page.waitForEvent('websocket', { predicate: (socket) => socket.url().includes('/socket.io/') });
    realtime.cut();
    await ownSocket;
    expect((await start()).status).toBe(201);
    await rows.nth(2).waitFor();
    realtime.refusing = false;
    await page.context().close();
  });

  it.skipIf(skip)(
    'a picture and a film go to Storage, the film is counted and reviewed, a coach sees both until that is withdrawn, and all goes with the account',
    async () => {
      const athlete = await aGuest('Di');
      await becomeAccount(athlete, 'di@example.org');
      await athlete.goto(`${server.url}/account`);
      const portrait = { name: 'di.png', mimeType: 'image/png', buffer: await createCanvas(300, 200).encode('png') };
      await athlete.locator('input[type=file]').setInputFiles(portrait);
      await athlete.getByRole('button', { name: 'Another picture' }).waitFor();
      await athlete.goto(`${server.url}/uploads`);
      const film = { name: 'squats.mp4', mimeType: 'video/mp4', buffer: await squatFilm(2) };
      await athlete.getByLabel('Films', { exact: true }).setInputFiles(film);
      await athlete.getByRole('link', { name: 'See the record of squats.mp4' }).click({ timeout: 60_000 });
      await expect.poll(() => athlete.getByTestId('record-reps').textContent()).toBe('2');
      expect([...storage.files.values()].some((bytes) => bytes.equals(film.buffer))).toBe(true);
      await athlete.getByRole('link', { name: 'Review frame by frame' }).click();
      await athlete.locator('[data-testid=review-frame][data-exact=true]').waitFor({ state: 'attached' });
      await athlete.keyboard.press('.');
      await expect
        .poll(() => athlete.getByTestId('review-frame').getAttribute('data-at').then(Number))
        .toBeGreaterThan(0);

      const coach = await aGuest('Kim');
      await coach.goto(`${server.url}/roster`);
      await coach.getByRole('button', { name: 'Copy a link for athletes' }).click();
      await athlete.goto(await coach.getByLabel('The link for athletes').inputValue());
      await athlete.getByRole('button', { name: 'Let Kim see it' }).click();
      await athlete.getByRole('link', { name: 'Who sees your training' }).click();
      await coach.getByRole('link', { name: 'Progress of Di' }).waitFor();
      await coach.reload();
      const picture = coach.locator('img[src*="/storage/v1/object/sign/avatars/"]');
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
      await coach.getByRole('link', { name: 'Progress of Di' }).click();
      await coach.getByRole('heading', { name: 'Progress of Di' }).waitFor();
      await athlete.getByRole('button', { name: 'Stop sharing with Kim' }).click();
      await athlete.getByText('Stopped', { exact: true }).waitFor();
      await coach.reload();
      await coach.getByRole('heading', { name: 'You don’t see this training' }).waitFor();
      await coach.context().close();

      await athlete.goto(`${server.url}/account`);
      await athlete.getByRole('button', { name: 'Delete my account and all my data' }).click();
      const dialog = athlete.getByRole('dialog', { name: 'Delete everything of yours?' });
      await dialog.getByLabel('Write your name to confirm').fill('Di');
      await dialog.getByRole('button', { name: 'Delete everything' }).click();
      await athlete.getByText('Your account and all your data are deleted.').waitFor();
      await expect.poll(() => storage.files.size, { timeout: 30_000 }).toBe(0);
      await athlete.context().close();
    },
  );
});
