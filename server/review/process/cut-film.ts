import { overlayOf } from '../../analysis/film/overlay/burn-in.ts';
import { copyFilm } from '../../video/film/derive/copies.ts';
import type { FilmClipTask } from '../clip-task.ts';
import { posesOf } from './poses.ts';

const QUALITY = { longest: 1920, crf: 21, keyFrameEveryMs: 1_000, maxBitRate: 12_000_000 } as const;

/** Writes a range of a film as an MP4 of its own. @throws UnreadableFilm; Error when the disk takes no more */
export async function cutFilm(task: FilmClipTask, report: (done: number) => void): Promise<void> {
  const { path, out, fromMs, toMs, speed, athlete, overlay } = task;
  const drawn = overlay
    ? overlayOf({ track: posesOf(athlete.tracks), events: athlete.events, startedAt: athlete.startedAt })
    : undefined;
  const cut = { fromMs, toMs, speed };
  try {
    await copyFilm(path, out, { quality: QUALITY, sound: true, cut, ...(drawn && { change: drawn.change }) }, report);
  } finally {
    drawn?.close();
  }
}
