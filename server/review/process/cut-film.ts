import { readFile } from 'node:fs/promises';
import { inkOver } from '../../../client/review/ink/moment-ink.ts';
import { type Keypoints, paintInk } from '../../../client/review/ink/paint-ink.ts';
import { poseNear } from '../../../client/stage/pose-track.ts';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import { type Overlay, overlayOf } from '../../analysis/film/overlay/burn-in.ts';
import { type Joined, joinFilms } from '../../video/film/derive/copies.ts';
import { type DrawnFrames, DrawnPictures } from '../../video/film/derive/drawn-frames.ts';
import type { ClipPart, FilmClipTask, Pause } from '../clip-task.ts';
import { posesOf } from './poses.ts';

const QUALITY = { longest: 1920, crf: 21, keyFrameEveryMs: 1_000, maxBitRate: 12_000_000 } as const;

/** Writes a range of a recording, or of several parts of it, as an MP4 of its own. @throws UnreadableFilm; Error when the disk takes no more */
export async function cutFilm(task: FilmClipTask, report: (done: number) => void): Promise<void> {
  const { out, speed, parts, athlete, overlay } = task;
  const hasPauses = parts.some(({ pauses }) => pauses.length > 0);
  const keypoints = hasPauses ? await keypointsOf(athlete.tracks) : undefined;
  const drawings: Overlay[] = [];
  const films = parts.map((part): Joined => {
    const { path, fromMs, toMs, pauses } = part;
    const cut = { fromMs, toMs, speed, holds: pauses };
    if (!overlay && pauses.length === 0) return { path, cut };
    const drawing = drawingOn(part, task);
    drawings.push(drawing);
    const marksAt = (hold: number | undefined) => {
      const pause = hold === undefined ? undefined : pauses[hold];
      if (!pause || !keypoints) return undefined;
      return (drawn: DrawnFrames) =>
        paintMarks(drawn, pause, { startedAt: part.startedAt, participantId: athlete.participantId, keypoints });
    };
    return { path, cut, change: (frame, at, hold) => drawing.change(frame, at, marksAt(hold)) };
  });
  try {
    await joinFilms(films, out, { quality: QUALITY, sound: true }, report);
  } finally {
    for (const drawing of drawings) drawing.close();
  }
}

/** Draws the judgement, where that is wanted. */
function drawingOn({ startedAt }: ClipPart, { overlay, athlete }: FilmClipTask): Overlay {
  if (overlay) return overlayOf({ track: posesOf(athlete.tracks), events: athlete.events, startedAt });
  const pictures = new DrawnPictures();
  return {
    change: async (frame, _at, also) => {
      const drawn = pictures.of(frame);
      also?.(drawn);
      return drawn.frame();
    },
    close: () => pictures.close(),
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

interface Shown {
  readonly participantId: string | null;
  readonly keypoints: Keypoints;
}

/** What was drawn for the comments of a moment, as the review room paints it. */
function paintMarks(
  { context, size }: DrawnFrames,
  { atMs, marks }: Pause,
  { participantId, startedAt, keypoints: track }: Pick<ClipPart, 'startedAt'> & Shown,
): void {
  const inks = inkOver(marks, participantId).map((mark) => ({ ...mark, strength: 1 }));
  const fit = { left: 0, top: 0, width: size.width, height: size.height, mirrored: false };
  paintInk(context, inks, { at: startedAt + atMs, track, fit });
}
