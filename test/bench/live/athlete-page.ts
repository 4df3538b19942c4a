/// <reference types="vite/client" />
/** Runs in Chromium: an athlete who joins by the client's own code, and reports when each picture was drawn and encoded. */
import { browserDevice } from '../../../client/session/browser-device.ts';
import { SessionClient } from '../../../client/session/session-client.ts';
import { anAthlete, drawAthlete } from '../../../shared/athlete/index.ts';
import type { EncodedAt } from './frame-times.worker.ts';
import FrameTimesWorker from './frame-times.worker.ts?worker&inline';

export interface AthleteOptions {
  token: string;
  sessionId: string;
  size: { width: number; height: number };
  framesPerSecond: number;
}

/** What the page knows of its frames; times in ms of its clock since the epoch. */
export interface FrameTimes {
  drawn: number[];
  encoded: EncodedAt[];
}

const times: FrameTimes = { drawn: [], encoded: [] };
const now = () => performance.timeOrigin + performance.now();

/** Sends every video that is produced from here on past the worker that notes its frames. */
function noteEncodedFrames(): void {
  const worker = new FrameTimesWorker();
  worker.addEventListener('message', ({ data }: MessageEvent<EncodedAt>) => times.encoded.push(data));
  const addTransceiver = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (track, options) {
    const transceiver = addTransceiver.call(this, track, options);
    if (track instanceof MediaStreamTrack && track.kind === 'video') {
      transceiver.sender.transform = new RTCRtpScriptTransform(worker, {});
    }
    return transceiver;
  };
}

/** Squats without end on a canvas; drawn in step with the browser's own frames, so that each is captured right away. */
function perform({ size, framesPerSecond }: AthleteOptions): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), size);
  document.body.append(canvas);
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) throw new Error('this browser can’t capture a canvas');
  const athlete = anAthlete({ activity: 'squat', reps: Number.POSITIVE_INFINITY, tempo: 2.5 });
  const interval = 1000 / framesPerSecond;
  const begun = performance.now();
  let due = begun;
  const draw = () => {
    requestAnimationFrame(draw);
    if (performance.now() < due - interval / 4) return;
    due = Math.max(due + interval, performance.now() - interval);
    times.drawn.push(now());
    drawAthlete(context, athlete.poseAt(performance.now() - begun), size);
  };
  draw();
  return track;
}

async function start(options: AthleteOptions): Promise<void> {
  noteEncodedFrames();
  const client = new SessionClient({
    token: options.token,
    sessionId: options.sessionId,
    createDevice: browserDevice,
  });
  client.on('trouble', (error) => console.error(String(error)));
  await client.join();
  await client.media.publish({ source: 'camera', track: perform(options), format: options.size });
  const [microphone] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
  if (!microphone) throw new Error('this browser gives no microphone');
  await client.media.publish({ source: 'microphone', track: microphone });
}

const page = { start, now, times: (): FrameTimes => times };
export type AthletePage = typeof page;
declare global {
  interface Window {
    athlete: AthletePage;
  }
}
window.athlete = page;
