/**
 * Runs in Chromium: an athlete whose picture carries its own number, or a viewer; both show the picture, and under it two strips
 * that show which drawing of the skeleton is on show: the locked one's and that of one which follows the newest pose.
 */

import { posesOf } from '../../../client/session/athlete-poses.ts';
import { browserDevice } from '../../../client/session/browser-device.ts';
import { SessionClient } from '../../../client/session/session-client.ts';
import { EasedPose } from '../../../client/stage/eased-pose.ts';
import { LockedPose } from '../../../client/stage/locked-pose.ts';
import { Picture } from '../../../client/stage/picture.ts';
import type { DrawnPose } from '../../../client/stage/skeleton.ts';
import { anAthlete, drawAthlete } from '../../../shared/athlete/index.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { theAthlete } from '../../support/the-athlete.ts';
import { paintStrip, STRIP_SHARE } from './strip.ts';

export const SIZE = { width: 640, height: 480 };
export const STRIP_HEIGHT = SIZE.height * STRIP_SHARE;
const FRAME_MS = 1_000 / 30;

export interface StageOptions {
  token: string;
  sessionId: string;
  invitation?: string;
  /** Simulcast layer to begin with, for a viewer. */
  layer?: number;
}

/** One drawing of a skeleton. */
export interface Drawing {
  /** Media time that it is for, ms of the session; absent for a skeleton that has none. */
  at?: number;
  keypoints: readonly { x: number; y: number; score: number }[];
}

/** A pose with the time of capture of its frame, in ticks of 90 kHz since the epoch, modulo 2^32. */
export interface CapturedPose extends PosePacket {
  capturedAt: number;
}

export interface StageLog {
  /** When each frame of the athlete's was drawn, ms since the epoch; the first is number 0. */
  drawn: number[];
  poses: CapturedPose[];
  locked: Drawing[];
  eased: Drawing[];
}

const log: StageLog = { drawn: [], poses: [], locked: [], eased: [] };
const now = () => performance.timeOrigin + performance.now();
let room: SessionClient | undefined;

function place<E extends HTMLElement>(element: E, top: number, height: number): E {
  Object.assign(element.style, {
    position: 'fixed',
    left: '0',
    top: `${top}px`,
    width: `${SIZE.width}px`,
    height: `${height}px`,
  });
  document.body.append(element);
  return element;
}

/** A strip under the picture that shows the number of the newest drawing of a log. */
function noting(drawings: Drawing[], row: number): (drawing: Drawing) => void {
  const size = { width: SIZE.width, height: STRIP_HEIGHT };
  const canvas = place(
    Object.assign(document.createElement('canvas'), size),
    SIZE.height + row * STRIP_HEIGHT,
    STRIP_HEIGHT,
  );
  const context = canvas.getContext('2d', { alpha: false });
  return (drawing) => {
    if (context) paintStrip(context, drawings.length, { left: 0, top: 0, ...size });
    drawings.push(drawing);
  };
}

const keypointsOf = (pose: DrawnPose | undefined) => pose?.keypoints.map(({ x, y, score }) => ({ x, y, score })) ?? [];

function show(client: SessionClient, track: MediaStreamTrack, receiver: RTCRtpReceiver | undefined): void {
  if (!client.state) throw new Error('we have not joined');
  const { id: athleteId } = theAthlete(client.state);
  const video = place(document.createElement('video'), 0, SIZE.height);
  Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([track]) });
  const picture = new Picture({
    video,
    receiver,
    poses: posesOf(client, athleteId),
    clock: {
      sessionTime: (local) => client.sessionTime(local),
      errorMs: () => client.clock.known?.errorMs ?? 0,
    },
    frameClock: () => client.state?.athletes[athleteId]?.frameClock,
  });
  const noteLocked = noting(log.locked, 0);
  new LockedPose(picture, (pose) => {
    const at = picture.onShow?.mediaTime;
    noteLocked({ ...(at !== undefined && { at }), keypoints: keypointsOf(pose) });
  });
  const noteEased = noting(log.eased, 1);
  const eased = new EasedPose((pose) => noteEased({ keypoints: keypointsOf(pose) }));
  client.on('pose', (pose) => {
    const captureOffset = client.state?.athletes[athleteId]?.frameClock;
    if (captureOffset !== undefined) log.poses.push({ ...pose, capturedAt: pose.rtpTimestamp + captureOffset });
    eased.take(pose);
  });
}

async function enter({ token, sessionId, invitation }: StageOptions): Promise<SessionClient> {
  document.body.style.background = '#888';
  const client = new SessionClient({ token, sessionId, invitation, createDevice: browserDevice });
  client.on('trouble', (error) => console.error(String(error)));
  room = client;
  await client.join();
  return client;
}

/** Raises both arms without end; drawn in step with the browser's own frames, so that each is captured right away. */
function perform(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), SIZE);
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) throw new Error('this browser can’t capture a canvas');
  const athlete = anAthlete({ activity: 'jumping-jack', reps: Number.POSITIVE_INFINITY, tempo: 1.4, scale: 0.7 });
  const begun = performance.now();
  let due = begun;
  const draw = () => {
    requestAnimationFrame(draw);
    if (performance.now() < due - FRAME_MS / 4) return;
    due = Math.max(due + FRAME_MS, performance.now() - FRAME_MS);
    const number = log.drawn.push(now()) - 1;
    drawAthlete(context, athlete.poseAt(performance.now() - begun), SIZE);
    paintStrip(context, number, { left: 0, top: 0, width: SIZE.width, height: STRIP_HEIGHT });
  };
  draw();
  return track;
}

async function publish(options: StageOptions): Promise<void> {
  const client = await enter(options);
  const track = perform();
  show(client, track, undefined);
  await client.media.publish({ source: 'camera', track, format: SIZE });
}

async function watch(options: StageOptions): Promise<void> {
  const client = await enter(options);
  await new Promise<void>((resolve) => {
    const look = () => {
      const camera = client.media.tracks.find(({ source }) => source === 'camera');
      if (!camera) return;
      client.off('tracks', look);
      show(client, camera.track, camera.receiver);
      if (options.layer !== undefined) void prefer(options.layer);
      resolve();
    };
    client.on('tracks', look);
    look();
  });
}

async function prefer(layer: number): Promise<void> {
  const camera = room?.media.tracks.find(({ source }) => source === 'camera');
  if (camera) await room?.media.prefer(camera.producerId, layer);
}

/** All that was noted so far: what is judged may have come long before. */
function take(): StageLog {
  return structuredClone(log);
}

const page = {
  publish,
  watch,
  prefer,
  take,
  locked: () => log.locked.filter(({ at }) => at !== undefined).length,
  poses: () => log.poses.length,
};
export type StagePage = typeof page;
declare global {
  interface Window {
    stage: StagePage;
  }
}
window.stage = page;
