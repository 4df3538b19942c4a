/** What goes wrong for people, and whether the page says what to do about it. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { goLiveAsDemoAthlete, joinAsCoach, joinByLink, leaveMicrophone, TestBrowser } from '../support/browser.ts';
import type { CameraAnswer } from '../support/chromium.ts';
import { expired, SECRET } from '../support/identity/forgeries.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 30_000, interval: 100 };

let server: ServerProcess;
let owner: Person;
let sessionId: string;
beforeAll(async () => {
  server = await ServerProcess.start({ SIDELINE_SECRET: new TextDecoder().decode(SECRET) });
  owner = await Person.signIn(server.url, 'Anna');
  sessionId = await owner.startUnrecordedSession();
});
afterAll(async () => {
  for (const browser of browsers.values()) await (await browser).close();
  await server?.close();
});

/** One for each answer to a page that asks for the camera. */
const browsers = new Map<CameraAnswer, Promise<TestBrowser>>();

/** A browser of that kind; its pages are closed when the test is over. */
async function launch(camera: CameraAnswer): Promise<TestBrowser> {
  const launched = browsers.get(camera) ?? TestBrowser.launch({ camera, onPurpose: ['sent away', 'unknown browser'] });
  browsers.set(camera, launched);
  const browser = await launched;
  onTestFinished(() => browser.closePages());
  return browser;
}

describe('an athlete', () => {
  it.each([
    { camera: 'refused', title: 'The camera is blocked', advice: /Allow the camera for this page/ },
    { camera: 'missing', title: 'No camera was found', advice: /Connect a camera/ },
  ] as const)('whose camera is $camera reads what to do, and can show the demo athlete', async (trouble) => {
    const browser = await launch(trouble.camera);
    const page = await browser.visitor({ person: owner });
    await page.goto(`${server.url}/live/${sessionId}`);
    const alert = page.getByRole('alert').filter({ hasText: trouble.title });
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(trouble.advice);
    expect(await page.getByRole('button', { name: 'Go live' }).isDisabled()).toBe(true);
    await alert.getByRole('button', { name: 'Use the demo athlete' }).click();
    await page.getByLabel('Demo athlete').first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Go live' }).isEnabled()).toBe(true);
  });
});

it('sends an athlete’s sound too when the microphone is allowed only after the picture is live', async () => {
  const browser = await launch('given');
  const session = await owner.startUnrecordedSession();
  const athlete = await browser.visitor({ person: owner });
  await athlete.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const allowed = new Promise((resolve) => window.addEventListener('microphone-allowed', resolve));
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.audio) await allowed;
      return await open(constraints);
    };
  });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${session}`, { sound: true });
  const spectator = await browser.visitor();
  await spectator.addInitScript(() => {
    window.Audio = class extends Audio {
      constructor() {
        super();
        this.addEventListener('playing', () => document.documentElement.setAttribute('data-sound', 'playing'));
      }
    };
  });
  await joinByLink(spectator, `${server.url}/join/${(await owner.invite(session, 'spectator')).token}`, 'Sue');
  const picture = spectator.getByLabel('Anna, live');
  const pictures = () =>
    picture.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  const sound = () => spectator.locator('html').getAttribute('data-sound');
  await expect.poll(() => pictures().catch(() => 0), SOON).toBeGreaterThan(0);
  expect(await sound()).toBeNull();

  await athlete.evaluate(() => window.dispatchEvent(new Event('microphone-allowed')));
  await expect.poll(sound, SOON).toBe('playing');
  const before = await pictures().catch(() => 0);
  await expect.poll(() => pictures().catch(() => 0), SOON).toBeGreaterThan(before);
  expect(browser.complaints).toEqual([]);
});

it('says beside the count that nothing is counted, and what to do, until the analysis is back', async () => {
  const browser = await launch('given');
  const session = await owner.startUnrecordedSession();
  const athlete = await browser.visitor({ person: owner });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${session}`);
  const coach = await browser.visitor();
  await joinAsCoach(coach, `${server.url}/join/${(await owner.invite(session, 'coach')).token}`, 'Kim');
  const pages = [athlete, coach];
  const reps = (page: Page) => page.getByTestId('rep-count').innerText().then(Number);
  for (const page of pages) await page.getByTestId('pose-overlay').waitFor();
  const words = (page: Page) => page.getByTestId('count').getByTestId('uncounted');
  for (const page of pages) expect(await words(page).isVisible()).toBe(false);

  await expect
    .poll(
      async () => {
        await server.killChildren(/analysis\/process\/main/);
        return await Promise.all(pages.map((page) => words(page).isVisible()));
      },
      { ...SOON, interval: 200 },
    )
    .toEqual([true, true]);
  for (const page of pages) {
    expect(await words(page).getAttribute('role')).toBe('status');
    expect(await words(page).innerText()).toMatch(
      /Nothing is counted: the analysis is not running\.\s*The count goes on by itself/,
    );
  }
  const before = await reps(coach);

  for (const page of pages) await words(page).waitFor({ state: 'hidden' });
  await expect.poll(() => reps(coach), SOON).toBeGreaterThan(before);
  expect(browser.complaints).toEqual([]);
});

it('shows no skeleton on the picture of a camera that was taken away, and goes on when it is opened again', async () => {
  const browser = await launch('given');
  const session = await owner.startUnrecordedSession();
  const athlete = await browser.visitor({ person: owner });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${session}`);
  const spectator = await browser.visitor();
  await joinByLink(spectator, `${server.url}/join/${(await owner.invite(session, 'spectator')).token}`, 'Sue');
  await spectator.getByLabel('Anna, live').waitFor();
  await athlete.getByTestId('pose-overlay').waitFor();

  await athlete.locator('[data-testid=stage] video').evaluate((video: HTMLVideoElement) => {
    if (!(video.srcObject instanceof MediaStream)) throw new Error('the video shows no stream');
    // What browsers do when a device is unplugged or its permission is taken back.
    for (const track of video.srcObject.getVideoTracks()) track.dispatchEvent(new Event('ended'));
  });
  await athlete.getByText('The camera was taken away').waitFor();
  await athlete.getByTestId('pose-overlay').waitFor({ state: 'detached' });
  await spectator.getByTestId('pose-overlay').waitFor({ state: 'detached' });

  await athlete.getByRole('button', { name: 'Try again' }).click();
  await athlete.getByText('The camera was taken away').waitFor({ state: 'detached' });
  for (const page of [athlete, spectator]) await page.locator('[data-testid=stage] video').waitFor();
});

describe('media that never begin', () => {
  async function aSpectator(prepare: () => void): Promise<Page> {
    const browser = await launch('given');
    const session = await owner.startUnrecordedSession();
    const page = await browser.visitor();
    await page.addInitScript(prepare);
    const athlete = await browser.visitor({ person: owner });
    await goLiveAsDemoAthlete(athlete, `${server.url}/live/${session}`);
    await joinByLink(page, `${server.url}/join/${(await owner.invite(session, 'spectator')).token}`, 'Sue');
    return page;
  }

  it('are explained by the network where that lets none through', async () => {
    const page = await aSpectator(() => {
      // No TURN server is there, so no path is found: what a firewall does.
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super({ ...configuration, iceTransportPolicy: 'relay' });
        }
      };
    });
    await page.getByText('Picture and sound can’t reach the server.').waitFor();
  });

  it('are explained by the browser where it is an unknown one', async () => {
    const page = await aSpectator(() => {
      Object.defineProperty(navigator, 'userAgent', { value: 'Lynx/2.9' });
      Object.defineProperty(navigator, 'userAgentData', { value: undefined });
    });
    await page.getByText('This browser can’t show or send the session’s picture.').waitFor();
  });
});

describe('a link', () => {
  it('that has expired says so and whom to ask', async () => {
    const browser = await launch('missing');
    const page = await browser.visitor();
    const token = await expired({
      claims: { jti: randomUUID(), session: sessionId, role: 'coach' },
      audience: 'sideline:invitation',
    });
    await page.goto(`${server.url}/join/${token}`);
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    await page.getByText('Ask the person who sent it for a new one').waitFor();
  });

  it('that was taken back says so, and sends away who came by it', async () => {
    const browser = await launch('missing');
    const page = await browser.visitor();
    const { id, token } = await owner.invite(sessionId, 'spectator');
    await joinByLink(page, `${server.url}/join/${token}`, 'Sue');
    await page.getByTestId('spectator-count').waitFor();
    await owner.fetch(`/sessions/${sessionId}/invitations/${id}`, 'DELETE');
    await page.getByRole('heading', { name: 'This link was taken back' }).waitFor();
    await page.goto(`${server.url}/join/${token}`);
    await page.getByRole('heading', { name: 'This link was taken back' }).waitFor();
  });

  it('that was cut short says so', async () => {
    const browser = await launch('missing');
    const page = await browser.visitor();
    const { token } = await owner.invite(sessionId, 'spectator');
    await page.goto(`${server.url}/join/${token.slice(0, -6)}`);
    await page.getByRole('heading', { name: 'This link is not valid' }).waitFor();
  });
});

it('leads strangers to nothing, and unknown addresses home', async () => {
  const browser = await launch('missing');
  const stranger = await browser.visitor();
  await stranger.goto(`${server.url}/live/${sessionId}`);
  await stranger.getByLabel('Your name').fill('Eve');
  await stranger.getByRole('button', { name: 'Go on' }).click();
  await stranger.getByText('you need a link to it').waitFor();
  await stranger.goto(`${server.url}/no/such/page`);
  await stranger.getByRole('link', { name: 'Go to the start' }).click();
  await stranger.getByRole('heading', { name: 'Start a session' }).waitFor();
});

it('takes the place over when the same person joins from a second window', async () => {
  const browser = await launch('given');
  const mine = await Person.signIn(server.url, 'Ben');
  const own = await mine.startUnrecordedSession('squat', 'coach');
  const enter = async () => {
    const page = await browser.visitor({ person: mine });
    await page.goto(`${server.url}/live/${own}`);
    await page.getByText('No camera').click();
    await leaveMicrophone(page);
    await page.getByRole('button', { name: 'Join the athlete' }).click();
    await page.getByTestId('stage').waitFor();
    return page;
  };
  const first = await enter();
  await first.getByText('Ben (you)').waitFor();
  const second = await enter();
  await second.getByText('Ben (you)').waitFor();
  await first.getByRole('heading', { name: 'You are in this session elsewhere' }).waitFor();
});
