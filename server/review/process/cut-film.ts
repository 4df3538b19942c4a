import { readFile } from 'node:fs/promises';
import type { Frame } from 'node-av/lib';
import { inkOver } from '../../../client/review/ink/moment-ink.ts';
import { type Keypoints, paintInk } from '../../../client/review/ink/paint-ink.ts';
import { poseNear } from '../../../client/stage/pose-track.ts';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import { type Overlay, overlayOf } from '../../analysis/film/overlay/burn-in.ts';
import { copyFilm } from '../../video/film/derive/copies.ts';
import { DrawnFrames, pixelsOf } from '../../video/film/derive/drawn-frames.ts';
import type { FilmClipTask, Pause } from '../clip-task.ts';
import { posesOf } from './poses.ts';

const QUALITY = { longest: 1920, crf: 21, keyFrameEveryMs: 1_000, maxBitRate: 12_000_000 } as const;

/** Writes a range of a film as an MP4 of its own. @throws UnreadableFilm; Error when the disk takes no more */
export async function cutFilm(task: FilmClipTask, report: (done: number) => void): Promise<void> {
  const { path, out, fromMs, toMs, speed, pauses, athlete, overlay } = task;
  const cut = { fromMs, toMs, speed, holds: pauses };
  const drawing = overlay || pauses.length > 0 ? drawingOn(task) : undefined;
  const keypoints = pauses.length > 0 ? await keypointsOf(athlete.tracks) : undefined;
  const change = (frame: Frame, at: number, hold: number | undefined, { change: draw }: Overlay) => {
    const pause = hold === undefined ? undefined : pauses[hold];
    return draw(frame, at, pause && keypoints && ((drawn) => paintMarks(drawn, pause, athlete, keypoints)));
  };
  try {
    await copyFilm(
      path,
      out,
      {
        ...{ quality: QUALITY, sound: true, cut },
        ...(drawing && { change: (frame, at, hold) => change(frame, at, hold, drawing) }),
      },
      report,
    );
  } finally {
    drawing?.close();
  }
}

/** Draws the judgement, where that is wanted. */
function drawingOn({ overlay, athlete }: FilmClipTask): Overlay {
  if (overlay) {
    return overlayOf({ track: posesOf(athlete.tracks), events: athlete.events, startedAt: athlete.startedAt });
  }
  let drawn: DrawnFrames | undefined;
  return {
    change: async (frame, _at, also) => {
      drawn ??= new DrawnFrames(frame);
      drawn.context.putImageData(pixelsOf(frame), 0, 0);
      also?.(drawn);
      return drawn.frame();
    },
    close: () => drawn?.close(),
  };
}

/** All of them: a clip has minutes. */
async function keypointsOf(tracks: readonly string[]): Promise<Keypoints> {
  const pieces = await Promise.all(tracks.map(async (path) => readTrackPiece(await readFile(path)).poses));
  const poses = pieces.flat();
  return {
    poseAt: (moment) => poseNear(poses, moment),
    known: (from, until) => poses.filter(({ at }) => at > from && at <= until),
  };
}

/** What was drawn for the comments of a moment, as the review room paints it. */
function paintMarks(
  { context, size }: DrawnFrames,
  { atMs, marks }: Pause,
  { participantId, startedAt }: FilmClipTask['athlete'],
  track: Keypoints,
): void {
  const inks = inkOver(marks, participantId).map((mark) => ({ ...mark, strength: 1 }));
  const fit = { left: 0, top: 0, width: size.width, height: size.height, mirrored: false };
  paintInk(context, inks, { at: startedAt + atMs, track, fit });
}
