import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverNow } from '../../../server/clock.ts';
import { measureFile } from '../../../server/files/outbox.ts';
import type { FileRows } from '../../../server/recording/recorded-file.ts';
import { Recorder } from '../../../server/recording/recorder.ts';
import { recoverRecordings } from '../../../server/recording/recovery.ts';
import { SessionRecording } from '../../../server/recording/session-recording.ts';
import { Records } from '../../../server/records/records.ts';
import type { LocatedFile } from '../../../server/records/session-files.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { encodePose } from '../../../shared/contract/pose-packet.ts';
import type { RecordingTrouble } from '../../../shared/contract/recording.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import { Collected } from '../../support/collected.ts';
import { readPart } from '../../support/recording/read-part.ts';
import { embeddedDatabase, quiet, type TestDatabase } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession, NODE } from '../../support/records/sessions.ts';
import { type Clip, encodeClip, picturesOf, wanderingSquare } from '../../support/rtp/clip.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { ReplayedSound } from '../../support/rtp/replayed-sound.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { soundClip } from '../../support/rtp/sound-clip.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SIZE = { width: 160, height: 120 };
const ATHLETE = randomUUID();
const COACH = randomUUID();

let database: TestDatabase;
let records: Records;
let sfu: Awaited<ReturnType<typeof startSfu>>;
let router: types.Router;
let recorder: Recorder;
let clip: Clip;
const sound = soundClip(5);
let owner: User;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  database = await embeddedDatabase();
  records = await Records.create(database.options);
  owner = await aGuest(records.accounts, 'Ana');
  sfu = await startSfu();
  router = await sfu.newRouter();
  recorder = new Recorder({ logger: quiet });
  clip = encodeClip({ codec: 'vp8', size: SIZE, framesPerSecond: 15, pictures: wanderingSquare(SIZE, 75) });
});

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

afterAll(async () => {
  await recorder.close();
  sfu.close();
  await records.close();
  await database.remove();
});

/** As the server keeps the rows of files. */
const rows: FileRows = {
  begin: (file) => records.files.begin({ ...file, node: NODE }),
  grew: (id, known) => records.files.grew(id, known),
  finish: async ({ id, path }, known) => records.files.finish(id, { ...known, ...(await measureFile(path)) }),
  remove: (id) => records.files.remove(id),
};

interface Options {
  reserveBytes?: number;
  router?: () => Promise<types.Router>;
  /** Whether the database takes no new file at the moment. */
  isAway?: () => boolean;
}

async function aSession({ isAway = () => false, ...options }: Options = {}) {
  const { id: sessionId } = await records.sessions.create(owner, aNewSession());
  const startedAt = serverNow();
  const folder = temporaryFolder();
  const refused = new Set<string>();
  const troubles = new Collected<RecordingTrouble | undefined>();
  const recording = new SessionRecording({
    sessionId,
    clock: { startedAt, now: () => serverNow() - startedAt },
    router: async () => router,
    recorder,
    keeping: {
      folder,
      rows: {
        ...rows,
        begin: (file) =>
          isAway() ? Promise.reject(new SidelineError('storage_unavailable', 'Away.')) : rows.begin(file),
      },
    },
    allowed: (participantId) => !refused.has(participantId),
    onTrouble: troubles.add,
    logger: quiet,
    ...options,
  });
  open.push(recording);
  const files = () => records.files.ofSession(sessionId);
  /** Waits until the files are as wanted. */
  const until = async (wanted: (files: readonly LocatedFile[]) => boolean): Promise<LocatedFile[]> => {
    await expect.poll(async () => wanted(await files()), { timeout: 15_000, interval: 50 }).toBe(true);
    return files();
  };
  const camera = async (sentTo = router) => {
    const replay = await Replay.create({ router: sentTo, clip, captureTimes: true });
    open.push(replay);
    replay.start();
    return replay;
  };
  const microphone = async (replay: Replay) => {
    const made = await ReplayedSound.create({ transport: replay.transport, packets: sound });
    open.push({ close: () => made.stop() });
    made.start();
    return made;
  };
  const now = () => serverNow() - startedAt;
  return { sessionId, recording, folder, refused, troubles, files, until, camera, microphone, now };
}

const whole = (files: readonly LocatedFile[]) => files.filter(({ state }) => state === 'waiting');
const grown = (files: readonly LocatedFile[]) => files.filter(({ bytes }) => (bytes ?? 0) > 5_000);

describe('the recording of a session', () => {
  it('has a part for each camera, with its sound, and one for a coach who only speaks', async () => {
    const { recording, until, camera, microphone } = await aSession();
    const replay = await camera();
    recording.onProducer(ATHLETE, replay.producer);
    recording.onProducer(ATHLETE, (await microphone(replay)).producer);
    recording.onProducer(COACH, (await microphone(replay)).producer);
    await until((files) => grown(files).length === 2);
    await recording.close();
    const files = await until((all) => whole(all).length === 2);
    const athlete = files.find(({ participantId }) => participantId === ATHLETE);
    const coach = files.find(({ participantId }) => participantId === COACH);
    expect(athlete).toMatchObject({ contentType: 'video/webm', about: { hasVideo: true, hasAudio: true, ...SIZE } });
    expect(coach).toMatchObject({ contentType: 'audio/webm', about: { hasVideo: false, hasAudio: true } });
    const part = await readPart(athlete?.path ?? '');
    expect(part.video.length).toBeGreaterThan(15);
    expect(Math.abs(part.durationMs - ((athlete?.endedAt ?? 0) - (athlete?.startedAt ?? 0)))).toBeLessThan(100);
  });

  it('goes on in a new part after a pause, on the session’s clock, and when the camera is another', async () => {
    const { recording, until, camera } = await aSession();
    const first = await camera();
    recording.onProducer(ATHLETE, first.producer);
    await until((files) => grown(files).length === 1);
    await first.producer.pause();
    const [before] = await until((files) => whole(files).length === 1);
    await first.producer.resume();
    await until((files) => grown(files).length === 2);
    const second = await camera();
    recording.onProducer(ATHLETE, second.producer);
    first.close();
    await until((files) => grown(files).length === 3);
    await recording.close();
    const files = whole(await until((all) => whole(all).length === 3));
    expect(files.map(({ number }) => number)).toEqual([0, 1, 2]);
    for (const [index, { path, startedAt, endedAt }] of files.entries()) {
      expect((await readPart(path ?? '')).video[0]?.keyFrame).toBe(true);
      expect(startedAt).toBeGreaterThanOrEqual(files[index - 1]?.endedAt ?? 0);
      expect(endedAt).toBeGreaterThan(startedAt);
    }
    expect(before?.id).toBe(files[0]?.id);
  });

  it('splits without a hole where somebody leaves, so that what comes is in files of its own', async () => {
    const { recording, until, camera, microphone, now } = await aSession();
    const replay = await camera();
    recording.onProducer(ATHLETE, replay.producer);
    recording.onProducer(ATHLETE, (await microphone(replay)).producer);
    recording.onPose(ATHLETE, now(), aPose(now()));
    await until((files) => grown(files).length === 1);
    const leftAt = now();
    recording.split();
    for (const at of [leftAt - 40, leftAt + 40]) recording.onPose(ATHLETE, at, aPose(at));
    await until((files) => whole(files).length === 2 && grown(files).length === 2);
    await recording.close();
    const files = whole(await until((all) => whole(all).length === 4));
    const [before, after] = files.filter(({ kind }) => kind === 'recording');
    expect(before?.startedAt).toBeLessThan(leftAt);
    expect(after?.startedAt).toBeGreaterThan(leftAt);
    expect(before?.endedAt).toBeGreaterThan((after?.startedAt ?? 0) - 80);
    expect(before?.endedAt).toBeLessThan((after?.startedAt ?? 0) + 1_000);
    expect(after?.about).toMatchObject({ hasVideo: true, hasAudio: true });
    expect((await readPart(after?.path ?? '')).video[0]?.keyFrame).toBe(true);
    const pieces = files.filter(({ kind }) => kind === 'track');
    expect(pieces.map(({ about }) => about)).toEqual([{ poses: 2 }, { poses: 1 }]);
    expect(pieces[1]?.startedAt).toBeCloseTo(leftAt + 40, 0);
  });

  it('goes on in the part that is to be split until the database takes the next one', async () => {
    const attempts = new Collected<number>();
    let away = false;
    const isAway = () => {
      if (away) attempts.add(1);
      return away;
    };
    const { recording, until, camera, troubles } = await aSession({ isAway });
    recording.onProducer(ATHLETE, (await camera()).producer);
    await until((files) => grown(files).length === 1);
    away = true;
    recording.split();
    await attempts.reach(4);
    away = false;
    await until((files) => whole(files).length === 1 && grown(files).length === 2);
    await recording.close();
    const [before, after] = whole(await until((files) => whole(files).length === 2));
    expect(before?.endedAt).toBeGreaterThan((after?.startedAt ?? 0) - 80);
    expect(troubles.items).toEqual([]);
  });

  it('ends a part that is split while nothing comes', async () => {
    const { recording, until, camera } = await aSession();
    const replay = await camera();
    recording.onProducer(ATHLETE, replay.producer);
    await until((files) => grown(files).length === 1);
    replay.stop();
    recording.split();
    await until((files) => whole(files).length === 1);
  });

  it('writes nothing of whom it may not, from that moment on', async () => {
    const { recording, until, camera, refused, now, files, folder } = await aSession();
    const replay = await camera();
    recording.onProducer(ATHLETE, replay.producer);
    await until((all) => grown(all).length === 1);
    refused.add(ATHLETE);
    const refusedAt = now();
    recording.consentChanged();
    const [part] = await until((all) => whole(all).length === 1);
    expect(part?.endedAt).toBeLessThanOrEqual(refusedAt + 50);
    recording.onProducer(ATHLETE, (await camera()).producer);
    recording.onPose(ATHLETE, now(), aPose(now()));
    refused.delete(ATHLETE);
    const allowedAt = now();
    recording.consentChanged();
    await until((all) => grown(all).length === 2);
    await recording.close();
    expect((await files())[1]?.startedAt).toBeGreaterThanOrEqual(allowedAt - 100);
    expect((await files()).every(({ path }) => path?.startsWith(folder))).toBe(true);
  });

  it('keeps nothing of a camera that was refused while its recording began', async () => {
    const { recording, camera, refused, files } = await aSession();
    recording.onProducer(ATHLETE, (await camera()).producer);
    refused.add(ATHLETE);
    recording.consentChanged();
    await recording.close();
    expect(await files()).toEqual([]);
  });

  it('loses less than a second when the recording process is killed, and goes on in a new part', async () => {
    const { recording, until, camera, now } = await aSession();
    const replay = await camera();
    recording.onProducer(ATHLETE, replay.producer);
    await until((files) => grown(files).length === 1);
    const killedAt = now();
    process.kill(recorder.pid ?? 0, 'SIGKILL');
    const files = await until((all) => whole(all).length === 1 && grown(all).length === 2);
    expect(killedAt - (files[0]?.endedAt ?? 0)).toBeLessThan(1_000);
    expect((files[1]?.startedAt ?? 0) - killedAt).toBeLessThan(5_000);
    expect((await readPart(files[0]?.path ?? '')).durationMs).toBeGreaterThan(500);
  });

  it('plays to the last moment before the media worker died, and goes on beside another worker', async () => {
    const dying = await startSfu();
    let current = await dying.newRouter();
    const { recording, until, camera, now } = await aSession({ router: async () => current });
    const replay = await camera(current);
    recording.onProducer(ATHLETE, replay.producer);
    await until((files) => grown(files).length === 1);
    dying.kill();
    replay.stop();
    const diedAt = now();
    await until((files) => whole(files).length === 1);
    current = router;
    recording.onProducer(ATHLETE, (await camera()).producer);
    await until((files) => grown(files).length === 2);
    await recording.close();
    const [before, after] = whole(await until((files) => whole(files).length === 2));
    expect(Math.abs(diedAt - (before?.endedAt ?? 0))).toBeLessThan(500);
    expect(after?.startedAt).toBeGreaterThan(diedAt);
    for (const { path, startedAt, endedAt } of [before, after].filter((file) => file !== undefined)) {
      const part = await readPart(path ?? '');
      let shown = 0;
      for await (const _picture of picturesOf(path ?? '', SIZE)) shown += 1;
      expect(shown).toBe(part.video.length);
      expect(Math.abs(part.durationMs - ((endedAt ?? 0) - startedAt))).toBeLessThan(100);
    }
  });

  it('stops when the disk is nearly full, says so, and goes on when there is room', async () => {
    const folder = temporaryFolder();
    const disk = await statfs(folder);
    const half = 2 ** 30;
    const { recording, until, camera, troubles } = await aSession({ reserveBytes: disk.bavail * disk.bsize - half });
    recording.onProducer(ATHLETE, (await camera()).producer);
    await until((files) => grown(files).length === 1);
    const ballast = join(folder, 'ballast');
    execFileSync('fallocate', ['-l', String(2 * half), ballast]);
    await troubles.until((all) => all.includes('disk-full'));
    const [part] = await until((files) => whole(files).length === 1);
    expect((await readPart(part?.path ?? '')).video.length).toBeGreaterThan(10);
    await rm(ballast);
    await troubles.until((all) => all.at(-1) === undefined);
    await until((files) => grown(files).length === 2);
  });

  it('gives up a part that was removed, and goes on in another', async () => {
    const { recording, camera, until } = await aSession();
    recording.onProducer(ATHLETE, (await camera()).producer);
    const [part] = await until((files) => grown(files).length === 1);
    await records.files.remove(part?.id ?? '');
    const [next] = await until((files) => grown(files).length === 1);
    expect(next?.id).not.toBe(part?.id);
    await recording.close();
    await until((files) => whole(files).length === 1 && files.length === 1);
  });

  it('is whole after a crash of the server too, with what had reached the disk', async () => {
    const { recording, sessionId, files, until, now } = await aSession();
    for (let at = 0; at < 900; at += 66) recording.onPose(ATHLETE, now() + at, aPose(now() + at));
    const [track] = await until((all) => all.length === 1);
    await expect
      .poll(async () => (await readFile(track?.path ?? '')).length, { timeout: 5_000 })
      .toBeGreaterThan(1_000);
    const interrupted = await records.files.growingOf(NODE);
    const cutOff = (await readFile(track?.path ?? '')).subarray(0, -50);
    const before = readTrackPiece(cutOff).poses.length;
    await writeFile(track?.path ?? '', cutOff);
    await recoverRecordings({
      interrupted: interrupted.filter((file) => file.sessionId === sessionId),
      rows,
      recorder,
      signal: new AbortController().signal,
      logger: quiet,
    });
    const [recovered] = whole(await files());
    expect(recovered?.about).toEqual({ poses: before });
    expect(readTrackPiece(await readFile(recovered?.path ?? '')).poses).toHaveLength(before);
  });
});

function aPose(at: number) {
  const keypoints = Array.from({ length: 33 }, (_, index) => ({ x: index / 40, y: 0.5, score: 1 }));
  return encodePose({ athlete: 0, layout: 'blazepose33', at, rtpTimestamp: Math.round(at * 90), keypoints });
}
