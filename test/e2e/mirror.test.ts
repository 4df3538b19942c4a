/** Athletes see themselves as in a mirror; the ink must lie on the same part of their body for everyone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import { drag, inksAt, joinAsCoach, leaveMicrophone, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const [YELLOW] = INK_COLOURS;
const SOON = { timeout: 30_000, interval: 100 };

let server: ServerProcess;
let browser: TestBrowser;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch();
});
afterAll(() => browser?.close());

it('puts ink on the same place of the picture for a mirrored athlete and an unmirrored coach', async () => {
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  const { token } = await owner.invite(sessionId, 'coach');
  const athlete = await browser.visitor({ person: owner, viewport: { width: 1_100, height: 700 } });
  const coach = await browser.visitor({ viewport: { width: 800, height: 800 } });

  await athlete.goto(`${server.url}/live/${sessionId}`);
  await athlete.getByLabel('Preview of your camera').waitFor();
  await leaveMicrophone(athlete);
  await athlete.getByRole('button', { name: 'Go live' }).click();
  await joinAsCoach(coach, `${server.url}/join/${token}`, 'Bob');

  const picture = coach.getByLabel('Anna, live');
  await expect
    .poll(() => picture.evaluate((video: HTMLVideoElement) => video.videoWidth).catch(() => 0), SOON)
    .toBeGreaterThan(0);
  const aspect = await picture.evaluate((video: HTMLVideoElement) => video.videoWidth / video.videoHeight);

  await coach.getByRole('button', { name: 'Line' }).click();
  await drag(
    coach,
    [
      [0.1, 0.5],
      [0.3, 0.5],
    ],
    { aspect },
  );
  await athlete.getByRole('button', { name: 'Line' }).click();
  await drag(
    athlete,
    [
      [0.6, 0.2],
      [0.9, 0.2],
    ],
    { aspect, mirrored: true },
  );

  const ink: Point[] = [
    [0.2, 0.5],
    [0.75, 0.2],
  ];
  const bare: Point[] = [
    [0.8, 0.5],
    [0.25, 0.2],
  ];
  for (const [who, page, shown] of [
    ['the athlete', athlete, { aspect, mirrored: true }],
    ['the coach', coach, { aspect }],
  ] as const) {
    await expect
      .poll(() => inksAt(page, [...ink, ...bare], shown), { ...SOON, message: who })
      .toEqual([YELLOW, YELLOW, 'none', 'none']);
  }
  expect(browser.complaints).toEqual([]);
});
