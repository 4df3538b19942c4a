import { type Browser, chromium } from 'playwright-core';
import { chromiumAdvice, findChromium, findHeadlessShell } from '../../scripts/setup/chromium.mjs';

/** What a browser does when a page asks for the camera: give one, say no, or have none. */
export type CameraAnswer = 'given' | 'refused' | 'missing';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Few frames a second: large pictures are encoded without a graphics card, three times over for the layers. */
const DEVICE = '--use-fake-device-for-media-stream=fps=8';

const CAMERAS: Readonly<Record<CameraAnswer, string[]>> = {
  given: ['--use-fake-ui-for-media-stream', DEVICE],
  refused: [DEVICE, '--deny-permission-prompts'],
  missing: ['--use-fake-ui-for-media-stream'],
};

export interface ChromiumOptions {
  camera?: CameraAnswer;
  /** A `.y4m` file that the camera shows again and again; by default Chromium's own picture of 640 x 480 px. */
  film?: string;
  /** The whole browser, as people have it; else its headless shell where there is one. */
  whole?: boolean;
}

/** @throws Error with advice when there is no Chromium on this machine */
export async function launchChromium({
  camera = 'given',
  film,
  whole = false,
}: ChromiumOptions = {}): Promise<Browser> {
  // The shell has no questions for permissions that somebody could refuse.
  const executablePath = whole || camera === 'refused' ? findChromium() : findHeadlessShell();
  if (!executablePath) throw new Error(['There is no Chromium.', ...chromiumAdvice].join('\n'));
  return await chromium.launch({
    executablePath,
    args: [...ARGUMENTS, ...CAMERAS[camera], ...(film ? [`--use-file-for-fake-video-capture=${film}`] : [])],
  });
}
