/** What of a camera's picture comes through, whatever its shape. */
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { joinAsCoach, leaveMicrophone, TestBrowser } from '../support/browser.ts';
import { filmOfAWholeBody } from '../support/camera-film.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 30_000, interval: 100 };

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.usual();
});

/** The shape of a video's picture and what is at its upper and lower edge. */
const shownBy = (video: Locator) =>
  video
    .evaluate((element: HTMLVideoElement) => {
      const { videoWidth: width, videoHeight: height } = element;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('there is no canvas');
      context.drawImage(element, 0, 0);
      const colourAt = (row: number) => {
        const [red = 0, , blue = 0] = context.getImageData(width >> 1, row, 1, 1).data;
        return red > blue + 60 ? 'head' : blue > red + 60 ? 'feet' : 'neither';
      };
      return { aspect: (width / height).toFixed(2), top: colourAt(2), bottom: colourAt(height - 3) };
    })
    .catch(() => undefined);

describe.each([
  { width: 720, height: 1_280 },
  { width: 1_280, height: 960 },
  { width: 1_920, height: 1_080 },
])('a camera of $width x $height', (size) => {
  it('is shown whole, from head to feet, in the lobby, to the coach and after it was taken away and opened again', async () => {
    const whole = { aspect: (size.width / size.height).toFixed(2), top: 'head', bottom: 'feet' };
    const browser = await TestBrowser.launch({ film: await filmOfAWholeBody(size) });
    onTestFinished(() => browser.close());
    const owner = await Person.signIn(server.url, 'Anna');
    const session = await owner.startUnrecordedSession();
    const athlete = await browser.visitor({ person: owner });
    await athlete.goto(`${server.url}/live/${session}`);
    await expect.poll(() => shownBy(athlete.getByLabel('Preview of your camera')), SOON).toEqual(whole);

    await leaveMicrophone(athlete);
    await athlete.getByRole('button', { name: 'Go live' }).click();
    const coach = await browser.visitor();
    await joinAsCoach(coach, `${server.url}/join/${(await owner.invite(session, 'coach')).token}`, 'Bob');
    const received = coach.getByLabel('Anna, live');
    await expect.poll(() => shownBy(received), SOON).toEqual(whole);
    expect(await received.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeLessThanOrEqual(1_280);

    const own = athlete.locator('[data-testid=stage] video');
    await own.evaluate((video: HTMLVideoElement) => {
      if (!(video.srcObject instanceof MediaStream)) throw new Error('the video shows no stream');
      for (const track of video.srcObject.getVideoTracks()) track.dispatchEvent(new Event('ended'));
    });
    await athlete.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => shownBy(own), SOON).toEqual(whole);
    await expect.poll(() => shownBy(received), SOON).toEqual(whole);
    expect(browser.complaints).toEqual([]);
  });
});
