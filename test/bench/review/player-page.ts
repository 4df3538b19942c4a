/** Runs in Chromium: the review room's player on an hour's film, with what it shows painted on a canvas. */

import type { FilmPart } from '../../../client/review/parts.ts';
import { KeypointTrack } from '../../../client/review/player/keypoint-track.ts';
import { paintFrame } from '../../../client/review/player/paint.ts';
import { Player } from '../../../client/review/player/player.ts';
import type { PlayerState } from '../../../client/review/player/player-state.ts';
import type { SessionFileItem } from '../../../shared/contract/files.ts';
import { readStrip, STRIP_SHARE } from '../overlay/strip.ts';

/** What a frame on show says of itself. */
export interface ShownNumber {
  /** Painted in the picture. */
  readonly painted: number;
  /** Of the pose that is drawn on it, and undefined where none is. */
  readonly overlaid: number | undefined;
  /** Media time, ms. */
  readonly at: number;
  readonly exact: boolean;
}

/** One measured wait. */
export interface Waited extends ShownNumber {
  readonly ms: number;
}

export interface Address {
  readonly film: string;
  readonly proxy: string;
  readonly track: string;
  readonly durationMs: number;
}

let player: Player | undefined;
let track: KeypointTrack | undefined;
const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
const context = canvas.getContext('2d', { willReadFrequently: true });
const log: ShownNumber[] = [];

const fileOf = (kind: SessionFileItem['kind'], url: string, durationMs: number): SessionFileItem => ({
  ...{ id: crypto.randomUUID(), kind, url, participantId: null, participant: null, sourceId: null, number: 0 },
  ...{ contentType: 'video/mp4', bytes: null, startedAt: 0, endedAt: durationMs, about: {}, state: 'stored' },
});

/** Paints as the room does, and reads which frame that is. */
function paint({ shown }: PlayerState): void {
  if (!shown || !context) return;
  const { width, height } = canvas;
  const pose = track?.poseAt(shown.at);
  paintFrame(context, shown.frame, { left: 0, top: 0, width, height, mirrored: false }, { at: shown.at });
  const strip = { left: 0, top: 0, width, height: 0 };
  const row = context.getImageData(0, Math.round((height * STRIP_SHARE) / 2), width, 1).data;
  const painted = readStrip(row, width, strip);
  log.push({ painted, overlaid: pose?.keypoints[0]?.x, at: shown.at, exact: shown.exact });
}

async function open({ film, proxy, track: piece, durationMs }: Address): Promise<void> {
  document.body.replaceChildren(canvas);
  const part: FilmPart = {
    ...{ id: 'film', startMs: 0, endMs: durationMs, hasPicture: true, hasSound: false },
    grows: false,
    ...{ thumbnails: undefined, waveform: undefined },
    shown: fileOf('film', film, durationMs),
    proxy: fileOf('proxy', proxy, durationMs),
  };
  const fresh = async () => undefined;
  track = new KeypointTrack([fileOf('track', piece, durationMs)], fresh);
  await track.need(0);
  player = new Player({ parts: [part], sounds: [], fresh });
  player.state.subscribe((now, before) => {
    if (now.shown !== before.shown) paint(now);
  });
  paint(player.state.getState());
  await player.settled();
}

function opened(): Player {
  if (!player) throw new Error('the film is not open');
  return player;
}

/** Waits until a frame is on show for which this holds, from `since` (ms of `performance.now()`) on. */
function untilShown(since: number, isIt: (shown: ShownNumber) => boolean): Promise<Waited> {
  const before = log.length;
  return new Promise((resolve) => {
    const end = opened().state.subscribe(() => {
      const shown = log.slice(before).find(isIt);
      if (!shown) return;
      end();
      resolve({ ...shown, ms: performance.now() - since });
    });
  });
}

/** Steps with each press of `.` and `,` from now on; `pressed` has what came of the last one. */
let pressed: Promise<Waited> | undefined;
document.addEventListener('keydown', (event) => {
  const frames = { '.': 1, ',': -1 }[event.key];
  if (frames === undefined) return;
  const from = opened().state.getState().shown?.at ?? 0;
  pressed = untilShown(event.timeStamp, ({ at, exact }) => exact && at !== from);
  opened().step(frames);
});

const page = {
  open,
  /** What the last press of a key came to. */
  pressed: () => pressed,
  /** Goes to a place as dragging does. @returns the wait for a picture of that place */
  scrub(at: number): Promise<Waited> {
    const since = performance.now();
    const shown = untilShown(since, (each) => Math.abs(each.at - at) < 100);
    opened().seek(at, { passing: true });
    return shown;
  },
  async seek(at: number): Promise<void> {
    opened().seek(at);
    await opened().settled();
  },
  async play(ms: number): Promise<void> {
    opened().play();
    await new Promise((resolve) => setTimeout(resolve, ms));
    opened().pause();
    await opened().settled();
  },
  /** All that was shown so far. */
  log: () => log,
  /** Keeps nothing of what was shown so far. */
  forget(): void {
    log.length = 0;
  },
};
export type PlayerPage = typeof page;
declare global {
  interface Window {
    reviewed: PlayerPage;
  }
}
window.reviewed = page;
