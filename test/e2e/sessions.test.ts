/** The list of past sessions, page by page. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SESSIONS_A_PAGE } from '../../shared/contract/rest.ts';
import { TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let browser: TestBrowser;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ onPurpose: ['no network'] });
});
afterAll(() => browser?.close());

async function aListOf(sessions: number) {
  const person = await Person.signIn(server.url, 'Anna');
  for (let index = 0; index < sessions; index += 1) await person.startSession();
  const page = await browser.visitor({ person });
  await page.goto(`${server.url}/sessions`);
  const rows = page.getByRole('main').getByRole('listitem');
  await rows.first().waitFor();
  return { page, rows, older: page.getByRole('button', { name: 'Show older ones' }) };
}

it('offers no older ones where there are none', async () => {
  const { rows, older } = await aListOf(21);
  expect(await rows.count()).toBe(21);
  expect(await older.count()).toBe(0);
});

it('shows older ones on request, and says when they can’t be had', async () => {
  const { page, rows, older } = await aListOf(SESSIONS_A_PAGE + 1);
  expect(await rows.count()).toBe(SESSIONS_A_PAGE);
  await page.route('**/api/sessions?before=*', (route) => route.abort('internetdisconnected'));
  await older.click();
  await page.getByText('The server can’t be reached').waitFor();
  expect(await rows.count()).toBe(SESSIONS_A_PAGE);
  await page.unroute('**/api/sessions?before=*');
  await older.click();
  await expect.poll(() => rows.count()).toBe(SESSIONS_A_PAGE + 1);
  await older.waitFor({ state: 'detached' });
});
