/** The server dies in the middle of a session and is started again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seen, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 60_000, interval: 100 };

let server: ServerProcess;
let browser: TestBrowser;
beforeAll(async () => {
  server = await ServerProcess.start();
  browser = await TestBrowser.launch({ onPurpose: ['no network'] });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it('keeps the session: the athlete sees that the connection is lost, and goes on where they were once the server is back', async () => {
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startSession();
  const athlete = await browser.visitor({ person: owner, viewport: { width: 1_000, height: 760 } });
  await athlete.goto(`${server.url}/live/${sessionId}`);
  await athlete.getByText('Demo athlete').click();
  await athlete.getByRole('button', { name: 'Go live' }).click();
  await expect.poll(async () => Number(await seen.reps(athlete)), SOON).toBeGreaterThanOrEqual(2);

  const counted = Number(await seen.reps(athlete));
  await server.kill();
  await athlete.getByText('The connection is lost.').waitFor();
  // What was counted stays in sight meanwhile.
  expect(Number(await seen.reps(athlete))).toBeGreaterThanOrEqual(counted);

  await server.start();
  await athlete.getByText('The connection is lost.').waitFor({ state: 'detached' });
  // The last second before the end may be missing, no more: a repetition takes longer than that.
  expect(Number(await seen.reps(athlete))).toBeGreaterThanOrEqual(counted - 1);
  expect(await seen.feedback(athlete)).toContain('Rep 1');
  await expect.poll(async () => Number(await seen.reps(athlete)), SOON).toBeGreaterThan(counted);
  expect(athlete.url()).toContain(`/live/${sessionId}`);
  expect((await owner.record(sessionId)).status).toBe('live');
});
