import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { type SessionFileItem, sessionFilesSchema } from '../../../shared/contract/files.ts';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import { Bot } from '../../support/bot.ts';
import { readPart } from '../../support/recording/read-part.ts';
import { Person } from '../../support/rest.ts';
import { picturesOf } from '../../support/rtp/clip.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** One is asked for in two seconds at most, and comes after a round trip. */
const KEY_FRAME_WITHIN_MS = 2_700;
const CAMERA = { width: 320, height: 240 };

let server: ServerProcess;
const bots: Bot[] = [];

beforeAll(async () => {
  server = await ServerProcess.start();
});
afterEach(() => {
  for (const bot of bots.splice(0)) bot.close();
});
afterAll(() => server.close());

async function anAthleteLive() {
  const person = await Person.signIn(server.url, 'Ada');
  const sessionId = await person.startSession();
  const bot = await Bot.join({ url: server.url, person, sessionId });
  bots.push(bot);
  await bot.perform(anAthlete({ activity: 'squat', reps: 20, tempo: 2 }), CAMERA);
  await bot.speak();
  return { person, sessionId, bot };
}

async function filesOf(person: Person, sessionId: string): Promise<SessionFileItem[]> {
  return sessionFilesSchema.parse(await (await person.fetch(`/sessions/${sessionId}/files`)).json()).files;
}

/** Waits until the session's files are as wanted. */
async function until(person: Person, sessionId: string, wanted: (files: SessionFileItem[]) => boolean) {
  await expect
    .poll(async () => wanted(await filesOf(person, sessionId)), { timeout: 25_000, interval: 100 })
    .toBe(true);
  return await filesOf(person, sessionId);
}

async function bytesOf(file: SessionFileItem): Promise<Buffer> {
  const response = await fetch(new URL(file.url ?? '', server.url));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** How many pictures of the file can be shown. */
async function shown(file: SessionFileItem): Promise<{ pictures: number; part: Awaited<ReturnType<typeof readPart>> }> {
  const path = join(temporaryFolder(), 'part.webm');
  await writeFile(path, await bytesOf(file));
  let pictures = 0;
  for await (const _picture of picturesOf(path, CAMERA)) pictures += 1;
  return { pictures, part: await readPart(path) };
}

const whole = ({ state }: SessionFileItem) => state === 'waiting' || state === 'stored';
const ofKind = (files: readonly SessionFileItem[], kind: SessionFileItem['kind']) =>
  files.filter((file) => file.kind === kind);
const hasLength = (ms: number) => (file: SessionFileItem) => (file.bytes ?? 0) > ms * 5;

describe('a live session', () => {
  it('leaves picture, sound and keypoints on one clock', async () => {
    const { person, sessionId, bot } = await anAthleteLive();
    await bot.athleteWhere(({ reps }) => reps >= 2);
    await until(person, sessionId, (files) => ofKind(files, 'recording').some(hasLength(2_000)));
    await bot.client.end();
    const files = await until(person, sessionId, (all) => all.length >= 2 && all.every(whole));
    const [recording] = ofKind(files, 'recording');
    const [track] = ofKind(files, 'track');
    if (!recording || !track) throw new Error('Something was not recorded');
    expect(recording).toMatchObject({ about: { hasVideo: true }, contentType: 'video/webm' });
    const { pictures, part } = await shown(recording);
    expect(pictures).toBe(part.video.length);
    expect(pictures).toBeGreaterThan(20);
    const { poses } = readTrackPiece(await bytesOf(track));
    expect(poses.length).toBeGreaterThan(15);
    const bytesPerSecond = (track.bytes ?? 0) / (((track.endedAt ?? 0) - track.startedAt) / 1_000);
    expect(bytesPerSecond).toBeLessThan(3_000);
    // The keypoints' clock is the recording's: nearly every pose has its frame at the same moment.
    const moments = part.video.map(({ at }) => recording.startedAt + at);
    const near = poses.filter(({ at }) => moments.some((moment) => Math.abs(moment - at) < 40));
    expect(near.length / poses.filter(({ at }) => at > recording.startedAt).length).toBeGreaterThan(0.8);
    // Each repetition's start and turn can be sought at once: a key frame follows, one in two seconds at most.
    const phases = bot.events.items.flatMap(({ change }) =>
      change.type === 'coaching' && change.event.type === 'phase' ? [change.event] : [],
    );
    const sought = phases.filter(({ phase, at }, index) => {
      const turned = phase === 'bottom' || (phase === 'up' && phases[index - 1]?.phase === 'down');
      const isRecorded = at > recording.startedAt && at + KEY_FRAME_WITHIN_MS < (recording.endedAt ?? 0);
      return isRecorded && (phase === 'down' || turned);
    });
    const keyFrames = part.video.filter(({ keyFrame }) => keyFrame).map(({ at }) => recording.startedAt + at);
    expect(sought.length).toBeGreaterThan(0);
    for (const { at } of sought) {
      expect(keyFrames.some((moment) => moment >= at && moment - at < KEY_FRAME_WITHIN_MS)).toBe(true);
    }
    // What helps to look at it is made of it.
    const kinds = ['index', 'thumbnails', 'waveform', 'proxy'] as const;
    const all = await until(person, sessionId, (now) => kinds.every((kind) => ofKind(now, kind).length > 0));
    for (const kind of kinds) expect(ofKind(all, kind)).toMatchObject([{ sourceId: recording.id }]);
  });

  it('is for a coach who left only what was recorded until then', async () => {
    const { person, sessionId } = await anAthleteLive();
    const coach = await Person.signIn(server.url, 'Kim');
    const { token } = await person.invite(sessionId, 'coach');
    const bot = await Bot.join({ url: server.url, person: coach, sessionId, invitation: token });
    bots.push(bot);
    await until(person, sessionId, (files) => ofKind(files, 'recording').some(hasLength(500)));
    await bot.client.leave();
    const kinds = ['recording', 'track'] as const;
    const all = await until(person, sessionId, (files) => kinds.every((kind) => ofKind(files, kind).length === 2));
    const own = await filesOf(coach, sessionId);
    for (const kind of kinds) {
      const [before] = ofKind(all, kind);
      expect(ofKind(own, kind).map(({ id }) => id)).toEqual([before?.id]);
    }
  });

  it('of which everything was killed leaves what was recorded, and it plays', async () => {
    const { person, sessionId } = await anAthleteLive();
    await until(person, sessionId, (files) => ofKind(files, 'recording').some(hasLength(3_000)));
    await server.killAll();
    await server.start();
    const files = await until(person, sessionId, (all) => all.filter(whole).length >= 2);
    const recording = ofKind(files, 'recording').find(whole);
    if (!recording) throw new Error('Nothing was recorded');
    const { pictures, part } = await shown(recording);
    expect(pictures).toBe(part.video.length);
    expect(pictures).toBeGreaterThan(20);
    expect(Math.abs(part.durationMs - ((recording.endedAt ?? 0) - recording.startedAt))).toBeLessThan(200);
    expect(part.video.some(({ keyFrame }) => keyFrame)).toBe(true);
  }, 60_000);
});
