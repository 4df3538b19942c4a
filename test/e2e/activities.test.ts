/** A coach writes an activity, tries it, and trains somebody by it; in real Chromium. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf } from '../../client/activities/blank.ts';
import { printDefinition } from '../../client/activities/definition.ts';
import { anAthlete } from '../../shared/athlete/index.ts';
import { ACTIVITIES, trackLines } from '../../shared/coaching/index.ts';
import { builtIn } from '../support/activity.ts';
import { joinAsCoach, seen, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The adapted squat as the editor begins with it. */
const SQUAT = printDefinition(
  copyOf(
    builtIn('squat'),
    ACTIVITIES.map(({ id }) => id),
  ),
);
const SOON = { timeout: 60_000, interval: 100 };

let server: ServerProcess;
let browser: TestBrowser;
let anna: Person;
let folder: string;
let page: Page;

beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch();
  anna = await Person.signIn(server.url, 'Anna');
  folder = await mkdtemp(join(tmpdir(), 'sideline-tracks-'));
  page = await browser.visitor({ person: anna, viewport: { width: 1_280, height: 900 } });
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const previewed = () => page.getByTestId('preview-summary').innerText();
const problems = () => page.getByRole('list', { name: 'Problems' });
const definition = () => page.getByRole('textbox', { name: 'Definition as JSON' });
/** Puts a text in place of all that stands in the editor, of which the page holds only what is in view. */
async function write(text: string): Promise<void> {
  await definition().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}
const save = () => page.getByRole('button', { name: 'Save' }).click();

/** Writes frames of squats to a file as `sideline track` takes them. */
async function trackFile(name: string, reps: number): Promise<string> {
  const athlete = anAthlete({ activity: 'squat', view: 'left', reps, tempo: 2.5 });
  const frames = Array.from({ length: Math.floor(athlete.duration / 50) }, (_, index) => athlete.poseAt(index * 50));
  const path = join(folder, name);
  await writeFile(path, [...trackLines(frames, 480)].join('\n'));
  return path;
}

describe('a coach', () => {
  it('sees every activity that Sideline brings along, and adapts one', async () => {
    await page.goto(`${server.url}/activities`);
    const squat = page.getByTestId('activity-squat');
    await squat.getByText('Best filmed half from the side').waitFor();
    await squat.getByRole('link', { name: 'Adapt' }).click();
    await page.getByRole('heading', { name: 'New: Squat (mine)' }).waitFor();
    await expect.poll(previewed, SOON).toMatch(/^6\s*reps/);
  });

  it('sees at once what a change of a threshold makes of the movement', async () => {
    const faults = page.getByRole('combobox', { name: 'Faults in every second one' });
    await faults.click();
    await page.getByRole('option', { name: 'Shallow' }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('A repetition goes at least to').fill('1');
    // The second shallow one makes it this athlete's own range; the first stays an attempt.
    await expect.poll(previewed, SOON).toMatch(/^5\s*reps\s*1\s*attempt/);
    await page.getByLabel('A repetition goes at least to').fill('0.5');
    await expect.poll(previewed, SOON).toMatch(/^6\s*reps/);
  });

  it('is shown the line and field of a mistake, and can’t save it', async () => {
    await page.getByRole('tab', { name: 'JSON' }).click();
    const wrong = SQUAT.replace('"main": "knee"', '"main": "wing"');
    await write(wrong);
    const line = wrong.slice(0, wrong.indexOf('"main"')).split('\n').length;
    await problems()
      .getByRole('button', { name: `Line ${line} main there is no measure "wing"` })
      .waitFor();
    await save();
    expect(await page.locator('.cm-activeLine').innerText()).toContain('"main": "wing"');
    expect(page.url()).toContain('/activities/new');
    await write(SQUAT);
    await page.getByText('The definition is sound.').waitFor();
  });

  it('is shown at its place what only the server knows', async () => {
    await write(SQUAT.replace('"id": "my-squat"', '"id": "plank"'));
    await page.getByText('The definition is sound.').waitFor();
    await save();
    await problems()
      .getByRole('button', { name: /^Line 2 id There is an activity “plank” already/ })
      .waitFor();
    await write(SQUAT);
  });

  it('tries it on a recorded track, and reads which line of another file is no frame', async () => {
    await page.getByText('Recorded track').click();
    const input = page.locator('input[type=file]');
    await input.setInputFiles(await trackFile('squats.jsonl', 4));
    await expect.poll(previewed, SOON).toMatch(/^4\s*reps/);
    const broken = join(folder, 'broken.jsonl');
    await writeFile(broken, '{"sideline":"keypoints/9"}\n');
    await input.setInputFiles(broken);
    await page.getByRole('alert').filter({ hasText: 'Line 1: sideline' }).waitFor();
  });

  it('saves it and finds it among their own', async () => {
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Name', { exact: false }).first().fill('Squat to the box');
    await save();
    await page.waitForURL('**/activities/my-squat/edit');
    await page.goto(`${server.url}/activities`);
    await page.getByTestId('activity-my-squat').getByRole('heading', { name: 'Squat to the box' }).waitFor();
    expect(await (await anna.fetch('/activities/my-squat')).json()).toMatchObject({ name: { en: 'Squat to the box' } });
  });

  it('is asked before changes are lost', async () => {
    await page.getByTestId('activity-my-squat').getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Name', { exact: false }).first().fill('Another name');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL('**/sessions');
    expect(await (await anna.fetch('/activities/my-squat')).json()).toMatchObject({ name: { en: 'Squat to the box' } });
  });
});

describe('a session with an activity of one’s own', () => {
  let coach: Page;

  it('shows in the lobby how it is done and from where to film', async () => {
    await recordSpeech(page);
    await page.goto(`${server.url}/?activity=my-squat`);
    await expect.poll(() => page.getByRole('radio', { name: 'Squat to the box' }).isChecked(), SOON).toBe(true);
    await page.getByText('Deutsch').click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const guide = page.getByRole('region', { name: 'How to do it: Squat to the box' });
    await guide.getByText('Stand with your feet as wide as your shoulders').waitFor();
    await guide.getByText('Best filmed half from the side').waitFor();
  });

  it('counts by it, and the coach’s corrections stand beside the count for everyone', async () => {
    await page.getByText('Demo athlete').click();
    const sessionId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('Squat to the box').waitFor();
    coach = await browser.visitor({ viewport: { width: 1_280, height: 800 } });
    await joinAsCoach(coach, `${server.url}/join/${(await anna.invite(sessionId, 'coach')).token}`, 'Kim');
    await expect.poll(async () => Number(await seen.reps(coach)), SOON).toBeGreaterThan(1);

    await coach.getByRole('button', { name: 'One rep more' }).click();
    await coach.getByRole('button', { name: 'Rep 1 was not good' }).click();
    await coach.getByText('Strict', { exact: true }).click();
    await page.getByText(/Coach counts \d+/).waitFor();
    await page.getByTestId('feedback-list').getByText('Coach: not good').waitFor();
    await expect.poll(() => coach.getByRole('radio', { name: 'Strict' }).isChecked(), SOON).toBe(true);
  });

  it('speaks its cues to the athlete in the language chosen, and to nobody who did not ask', async () => {
    await expect.poll(() => spoken(page), SOON).not.toEqual([]);
    expect(new Set((await spoken(page)).map(({ lang }) => lang))).toEqual(new Set(['de']));
    expect(await coach.getByRole('button', { name: 'Spoken cues' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('has a record with the corrections in it', async () => {
    await coach.getByRole('button', { name: 'End' }).click();
    await coach.getByRole('button', { name: 'End for everyone' }).click();
    await page.waitForURL('**/sessions/*');
    await page.getByRole('heading', { name: 'Squat to the box' }).waitFor();
    await page.getByText('as the coach counts').waitFor();
    await page.getByTestId('feedback-list').getByText('Coach: not good').waitFor();
  });

  it('never made the pages fail, nor do what the content policy forbids', () => {
    expect(browser.complaints).toEqual([]);
  });
});

interface Spoken {
  text: string;
  lang: string;
}

/** Notes what the page says aloud; the browser still says it. */
async function recordSpeech(target: Page): Promise<void> {
  await target.addInitScript(() => {
    const said: Spoken[] = [];
    Object.assign(window, { said });
    const speak = speechSynthesis.speak.bind(speechSynthesis);
    speechSynthesis.speak = (utterance) => {
      said.push({ text: utterance.text, lang: utterance.lang });
      speak(utterance);
    };
  });
}

const spoken = (target: Page): Promise<Spoken[]> =>
  target.evaluate(() => (window as unknown as { said: Spoken[] }).said);
