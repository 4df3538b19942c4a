/** Who one is in a browser: a sign-in that the server knows no more, a name that is corrected, and being forgotten. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingKeyOf } from '../../server/identity/signing-key.ts';
import { TestBrowser } from '../support/browser.ts';
import { claims, PERSON_ID, tokenOf } from '../support/identity/own-tokens.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let browser: TestBrowser;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ onPurpose: ['sent away'] });
});
afterAll(() => browser?.close());

/** A sign-in that the server knows no more, as a browser keeps it: another server has signed its token. */
async function aForgottenSignIn(): Promise<string> {
  const other = await signingKeyOf(new TextEncoder().encode('the secret of quite another server, 32+'));
  return JSON.stringify({
    access_token: await tokenOf(claims({ exp: Math.floor(Date.now() / 1000) + 3_600 }), other),
    refresh_token: 'nobody-knows-this-one',
    token_type: 'bearer',
    expires_in: 3_600,
    expires_at: Math.floor(Date.now() / 1000) + 3_600,
    user: { id: PERSON_ID, is_anonymous: true, user_metadata: { name: 'Anna' } },
  });
}

/** A page of somebody whom the server knows no more. */
const aForgottenPerson = async (): Promise<Page> =>
  await browser.visitor({ person: { kept: await aForgottenSignIn() } });

const question = (page: Page) => page.getByRole('dialog', { name: 'Who are you?' });

async function giveNameAgain(page: Page): Promise<void> {
  const name = question(page).getByLabel('Your name');
  await name.waitFor();
  expect(await name.inputValue()).toBe('Anna');
  await question(page).getByRole('button', { name: 'Go on' }).click();
  await question(page).waitFor({ state: 'detached' });
}

describe('somebody whom the server knows no more gives the name again and goes on', () => {
  it('on the sessions page', async () => {
    const page = await aForgottenPerson();
    await page.goto(`${server.url}/sessions`);
    await giveNameAgain(page);
    await page.getByText('No sessions yet').waitFor();
    await page.context().close();
  });

  it('on the start, with what was chosen there', async () => {
    const page = await aForgottenPerson();
    await page.goto(`${server.url}/?activity=lunge`);
    await giveNameAgain(page);
    expect(await page.locator('input[value=lunge]').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    await page.context().close();
  });

  it('in the activity editor, which keeps what was written', async () => {
    const page = await browser.visitor();
    const { access_token: token } = JSON.parse(await aForgottenSignIn());
    await page.goto(`${server.url}/activities/new?copy=squat`);
    await page.getByLabel('Your name').fill('Anna');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Slow squat');
    // The server gets other data meanwhile: from now on it refuses what it signed before.
    await page.route('**/api/activities', async (route) => {
      await route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } });
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await question(page).getByLabel('Your name').waitFor();
    await page.unroute('**/api/activities');
    await giveNameAgain(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Slow squat” is saved.').waitFor();
    await page.context().close();
  });

  it('by a link to a session', async () => {
    const owner = await Person.signIn(server.url, 'Bo');
    const { token } = await owner.invite(await owner.startUnrecordedSession(), 'spectator');
    const page = await aForgottenPerson();
    await page.goto(`${server.url}/join/${token}`);
    await page.getByRole('button', { name: 'Join as Anna' }).click();
    await giveNameAgain(page);
    await page.getByTestId('spectator-count').waitFor();
    await page.context().close();
  });
});

describe('a name', () => {
  it('is corrected on the start without losing past sessions', async () => {
    const person = await Person.signIn(server.url, 'Ana');
    await person.startUnrecordedSession();
    const page = await browser.visitor({ person });
    await page.goto(server.url);
    await page.getByLabel('Your name').fill('Anna');
    await page.getByText('You are Ana here, and stay who you are under another name.').waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    expect(await person.sessions()).toHaveLength(2);
    await page.context().close();
  });

  it('is corrected in the menu, and forgotten only after a warning', async () => {
    const person = await Person.signIn(server.url, 'Ana');
    const page = await browser.visitor({ person });
    await page.goto(`${server.url}/sessions`);
    await page.getByRole('button', { name: 'Signed in as Ana' }).click();
    await page.getByRole('menuitem', { name: 'Change my name' }).click();
    await page.getByRole('dialog').getByLabel('Your name').fill('Anna');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('button', { name: 'Signed in as Anna' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Signed in as Anna' }).waitFor();

    const forget = async () => {
      await page.getByRole('button', { name: 'Signed in as Anna' }).click();
      await page.getByRole('menuitem', { name: 'Forget me in this browser' }).click();
      await page.getByText('nobody can open them as you any more').waitFor();
    };
    await forget();
    await page.getByRole('button', { name: 'Keep me signed in' }).click();
    await page.getByText('No sessions yet').waitFor();
    await forget();
    await page.getByRole('button', { name: 'Forget me', exact: true }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.context().close();
  });
});

describe('an account', () => {
  const EMAIL = 'anna@example.org';
  const PASSWORD = 'correct horse battery';

  async function signInByPassword(page: Page, password = PASSWORD): Promise<void> {
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  it('is made of a guest who keeps the sessions, and opens them in another browser', async () => {
    const person = await Person.signIn(server.url, 'Anna');
    await person.startSession();
    const page = await browser.visitor({ person });
    await page.goto(`${server.url}/account`);
    await page.getByRole('link', { name: 'Make an account' }).click();
    await page.getByText('You stay Anna').waitFor();
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('link', { name: /Squat/ }).first().waitFor();
    const other = await browser.visitor();
    await signInByPassword(other, 'not the password');
    await other.getByText('E-mail address or password are not right').waitFor();
    await signInByPassword(other);
    await other.getByRole('link', { name: /Squat/ }).first().waitFor();
    await other.goto(`${server.url}/account`);
    await other.getByLabel('Your name').fill('Anna K.');
    await other.getByText('Deutsch').click();
    await other.getByRole('button', { name: 'Save' }).click();
    await other.getByRole('button', { name: 'Signed in as Anna K.' }).waitFor();
    await other.context().close();
    await page.context().close();
  });

  it('is not made with an address that is another account’s; the guest stays a guest', async () => {
    const page = await browser.visitor({ person: await Person.signIn(server.url, 'Eve') });
    await page.goto(`${server.url}/sign-in?new`);
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('There is another account with this e-mail address').waitFor();
    await page.goto(`${server.url}/account`);
    await page.getByText('You are a guest').waitFor();
    await page.context().close();
  });

  it('is signed out of in all tabs, and deleted with all data once the name confirms it', async () => {
    const page = await browser.visitor();
    await signInByPassword(page);
    await page.getByRole('link', { name: /Squat/ }).first().waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${server.url}/account`);
    await tab.getByRole('button', { name: 'Sign out here' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await signInByPassword(page);
    await page.getByRole('link', { name: /Squat/ }).first().waitFor();
    await page.goto(`${server.url}/account`);
    await page.getByRole('button', { name: 'Delete my account and all my data' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete everything of yours?' });
    await dialog.getByLabel('Write your name to confirm').fill('Anna K.');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('Your account and all your data are deleted.').waitFor();
    await signInByPassword(page);
    await page.getByText('E-mail address or password are not right').waitFor();
    await page.context().close();
  });
});

describe('an athlete lets a coach see their training', () => {
  it('by the coach’s link, reads what the coach looked at, and takes it back', async () => {
    const [ada, kim] = [await Person.signIn(server.url, 'Ada'), await Person.signIn(server.url, 'Kim')];
    const sessionId = await ada.startUnrecordedSession();
    const socket = await RawSocket.connect(server.url, ada.token);
    await socket.join(sessionId);
    await socket.ask('session:end');
    socket.close();

    const coach = await browser.visitor({ person: kim });
    await coach.goto(`${server.url}/roster`);
    await coach.getByText('Nobody so far.').waitFor();
    await coach.getByRole('button', { name: 'Copy a link for athletes' }).click();
    const link = await coach.getByLabel('The link for athletes').inputValue();
    const athlete = await browser.visitor({ person: ada });
    await athlete.goto(link);
    await athlete.getByRole('heading', { name: 'Kim wants to see your training' }).waitFor();
    await athlete.getByRole('button', { name: 'Let Kim see it' }).click();
    await athlete.getByRole('link', { name: 'Who sees your training' }).click();
    await athlete.getByText('Nobody so far.').waitFor();

    await coach.reload();
    await coach.getByText('1 session, the last').waitFor();
    await coach.getByRole('link', { name: 'Progress of Ada' }).click();
    await coach.getByRole('heading', { name: 'Progress of Ada' }).waitFor();
    const session = await coach.context().newPage();
    await session.goto(`${server.url}/sessions`);
    await session.getByRole('link', { name: /Squat/ }).click();
    await session.getByText('Ada (athlete)').waitFor();

    await athlete.reload();
    const looks = athlete.getByRole('region', { name: 'Who looked' }).getByRole('listitem');
    await looks.filter({ hasText: 'Kim looked at the progress' }).waitFor();
    await looks.filter({ hasText: 'Kim looked at the list of sessions' }).waitFor();
    await looks.filter({ hasText: /Kim looked at a session$/ }).waitFor();
    await athlete.getByRole('button', { name: 'Stop sharing with Kim' }).click();
    await athlete.getByText('Stopped', { exact: true }).waitFor();

    await Promise.all([coach.reload(), session.reload()]);
    await coach.getByRole('heading', { name: 'You don’t see this training' }).waitFor();
    await session.getByText('Nothing here').waitFor();
    await coach.getByRole('link', { name: 'Athletes you coach' }).click();
    await coach.getByText('Nobody so far.').waitFor();
    await coach.context().close();
    await athlete.context().close();
  });
});
