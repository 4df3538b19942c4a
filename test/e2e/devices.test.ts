/** Cameras and microphones that are gone, in use, taken away and given back: before a session, in it and after a reload there. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let browser: TestBrowser;
let owner: Person;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch();
  owner = await Person.signIn(server.url, 'Anna');
});
afterAll(() => browser?.close());

let page: Page;
beforeEach(async () => {
  page = await browser.visitor({ person: owner });
  await page.addInitScript(addUnruliness);
});
afterEach(async () => {
  await page.context().close();
  expect(browser.complaints).toEqual([]);
});

type Kind = 'camera' | 'microphone';

/**
 * In the page: devices that `localStorage.busy` names are held by another program, the newest track reports what the event
 * `report` says, and `data-opened` counts the tracks.
 */
function addUnruliness(): void {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const opened: MediaStreamTrack[] = [];
  devices.getUserMedia = async (constraints) => {
    const kind = constraints?.video ? 'camera' : 'microphone';
    if (localStorage.getItem('busy') === kind) throw new DOMException('held', 'NotReadableError');
    const stream = await open(constraints);
    opened.push(...stream.getTracks());
    document.documentElement.dataset.opened = String(opened.length);
    return stream;
  };
  window.addEventListener('report', (message) => {
    if (!(message instanceof CustomEvent)) return;
    const track = opened.findLast(({ kind, readyState }) => kind === message.detail.kind && readyState === 'live');
    track?.dispatchEvent(new Event(message.detail.what));
  });
}

const setBusy = (kind: Kind | '') => page.evaluate((value) => localStorage.setItem('busy', value), kind);

/** What browsers report of an open track: `ended` when it is unplugged, `mute` while a call has it. */
const report = (kind: Kind, what: 'ended' | 'mute' | 'unmute') =>
  page.evaluate((detail) => window.dispatchEvent(new CustomEvent('report', { detail })), {
    kind: kind === 'camera' ? 'video' : 'audio',
    what,
  });

async function toLobby(): Promise<void> {
  const session = await owner.startUnrecordedSession();
  await page.goto(`${server.url}/live/${session}`);
}

async function goLive(): Promise<void> {
  await toLobby();
  await page.getByLabel('Preview of your camera').waitFor();
  await page.getByRole('button', { name: 'Go live' }).click();
  await ownPicture().waitFor();
}

const preview = () => page.getByLabel('Preview of your camera');
const ownPicture = () => page.locator('[data-testid=stage] video');
const word = (text: string | RegExp) => page.getByText(text);
const level = () => page.getByLabel('Microphone level');
const tryAgain = () => page.getByRole('button', { name: 'Try again' });

describe('a device that was chosen the last time and is gone', () => {
  const remember = () =>
    page.evaluate(() => {
      const gone = { cameraId: 'gone', microphoneId: 'gone too' };
      localStorage.setItem('sideline.devices', JSON.stringify({ state: gone, version: 0 }));
    });

  it('gives way to another one, with a word, in the lobby', async () => {
    await toLobby();
    await preview().waitFor();
    await remember();
    await page.reload();
    await word('The chosen camera is not there').waitFor();
    await word('The chosen microphone is not there').waitFor();
    await preview().waitFor();
    await level().waitFor();
    expect(await page.getByRole('button', { name: 'Go live' }).isEnabled()).toBe(true);
  });

  it('gives way after a reload in the session, too', async () => {
    await goLive();
    await remember();
    await page.reload();
    await word('The chosen camera is not there').waitFor();
    await word('The chosen microphone is not there').waitFor();
    await ownPicture().waitFor();
    await page.getByRole('button', { name: 'Microphone', exact: true }).waitFor();
  });
});

const toggleOf = (kind: Kind) =>
  page.getByRole('button', { name: kind === 'camera' ? 'Camera' : 'Microphone', exact: true });

describe.each(['camera', 'microphone'] as const)('a %s that another program holds', (kind) => {
  const heldAndFreed = async () => {
    await setBusy(kind);
    await page.reload();
    await word(`The ${kind} is in use`).waitFor();
    await setBusy('');
    await tryAgain().click();
    await word(`The ${kind} is in use`).waitFor({ state: 'detached' });
  };

  it('is opened when it is free, in the lobby and after a reload in the session', async () => {
    await toLobby();
    await preview().waitFor();
    await heldAndFreed();
    await preview().waitFor();

    await page.getByRole('button', { name: 'Go live' }).click();
    await ownPicture().waitFor();
    await heldAndFreed();
    await toggleOf(kind).waitFor();
    await ownPicture().waitFor();
  });
});

describe.each(['camera', 'microphone'] as const)('a %s that is taken away', (kind) => {
  /** @param shown what is there again afterwards, and not in between */
  const takenAndOpened = async (shown: Locator) => {
    await shown.waitFor();
    await report(kind, 'ended');
    await word(`The ${kind} was taken away`).waitFor();
    await shown.waitFor({ state: 'detached' });
    await tryAgain().click();
    await word(`The ${kind} was taken away`).waitFor({ state: 'detached' });
    await shown.waitFor();
  };

  it('is named in lobby and session, and back when it is opened again or given back by a call, while the other goes on', async () => {
    await toLobby();
    await preview().waitFor();
    await level().waitFor();
    await takenAndOpened(kind === 'camera' ? preview() : level());

    await page.getByRole('button', { name: 'Go live' }).click();
    await ownPicture().waitFor();
    await takenAndOpened(toggleOf(kind));
    // Both in the lobby, and twice more what was taken away.
    expect(await page.locator('html').getAttribute('data-opened')).toBe('4');

    await report(kind, 'mute');
    await word(`Your device has paused the ${kind}`).waitFor();
    await report(kind, 'unmute');
    await word(`Your device has paused the ${kind}`).waitFor({ state: 'detached' });
    await ownPicture().waitFor();
  });
});

it('opens a camera that is plugged in again by itself, but no other one that was there all along', async () => {
  await goLive();
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const list = devices.enumerateDevices.bind(devices);
    let plugged = true;
    devices.enumerateDevices = async () => (await list()).filter(({ kind }) => plugged || kind !== 'videoinput');
    window.addEventListener('plug', (message) => {
      plugged = message instanceof CustomEvent && message.detail;
      devices.dispatchEvent(new Event('devicechange'));
    });
  });
  const plug = (value: boolean) =>
    page.evaluate((detail) => window.dispatchEvent(new CustomEvent('plug', { detail })), value);
  await plug(false);
  await report('camera', 'ended');
  await word('The camera was taken away').waitFor();
  // Another device changes.
  await plug(false);
  expect(await word('The camera was taken away').isVisible()).toBe(true);
  await plug(true);
  await word('The camera was taken away').waitFor({ state: 'detached' });
  await ownPicture().waitFor();
});

it('opens a camera that was refused as soon as it is allowed', async () => {
  const refusing = await TestBrowser.launch({ camera: 'refused' });
  onTestFinished(() => refusing.close());
  page = await refusing.visitor({ person: owner });
  await toLobby();
  await word('The camera is blocked').waitFor();
  await page.context().grantPermissions(['camera', 'microphone']);
  await preview().waitFor();
  await word('The camera is blocked').waitFor({ state: 'detached' });
});
