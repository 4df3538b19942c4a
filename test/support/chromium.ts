import { type Browser, chromium } from 'playwright-core';
import { chromiumAdvice, findChromium } from '../../scripts/setup/chromium.mjs';

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

/**
 * @param film a `.y4m` file that the camera shows again and again; by default Chromium's own picture of 640 x 480 px
 * @throws Error with advice when there is no Chromium on this machine
 */
export async function launchChromium(camera: CameraAnswer = 'given', film?: string): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(['There is no Chromium.', ...chromiumAdvice].join('\n'));
  return await chromium.launch({
    executablePath,
    args: [...ARGUMENTS, ...CAMERAS[camera], ...(film ? [`--use-file-for-fake-video-capture=${film}`] : [])],
  });
}
