/** Writes a copy of a film with its judgement in the pictures. */
import type { Frame } from 'node-av/lib';
import type { CoachingEvent } from '../../../../shared/coaching/index.ts';
import { copyFilm } from '../../../video/film/derive/copies.ts';
import { type DrawnFrames, DrawnPictures } from '../../../video/film/derive/drawn-frames.ts';
import { drawPose, drawStanding } from './draw-overlay.ts';
import { chooseSansSerif } from './fonts.ts';
import { PoseAt, type ShownPose, StandingAt } from './shown-state.ts';

const QUALITY = { longest: 1920, crf: 22, keyFrameEveryMs: 1_000 } as const;

export interface Judgement {
  readonly track: AsyncIterable<ShownPose>;
  readonly events: readonly CoachingEvent[];
  /** Where the film begins on the clock of track and events, ms; 0 when left out. */
  readonly startedAt?: number;
}

/** Draws what was found on the pictures of a film, which come in order. */
export interface Overlay {
  /**
   * A picture in RGBA, at a time of the film, ms.
   * @param also draws on it last
   * @returns it in yuv420p, valid until the next
   */
  readonly change: (frame: Frame, at: number, also?: (drawn: DrawnFrames) => void) => Promise<Frame>;
  close(): void;
}

/** Skeleton and angles, count and cues. */
export function overlayOf({ track, events, startedAt = 0 }: Judgement): Overlay {
  const poses = new PoseAt(track);
  const standings = new StandingAt(events);
  const pictures = new DrawnPictures();
  return {
    change: async (frame, filmMs, also) => {
      const at = startedAt + filmMs;
      const pose = await poses.at(at);
      const standing = standings.at(at);
      const drawn = pictures.of(frame);
      const { context, size } = drawn;
      if (pose) drawPose(context, pose, size);
      drawStanding(context, standing, size);
      also?.(drawn);
      return drawn.frame();
    },
    close: () => pictures.close(),
  };
}

/**
 * @param out An MP4; it has its name only when it is whole.
 * @param report Is given how far it is, 0..1.
 */
export async function burnIn(
  path: string,
  out: string,
  judgement: Judgement,
  report: (done: number) => void,
): Promise<void> {
  await chooseSansSerif();
  const overlay = overlayOf(judgement);
  try {
    await copyFilm(
      path,
      out,
      { quality: QUALITY, sound: true, change: (frame, at) => overlay.change(frame, at) },
      report,
    );
  } finally {
    overlay.close();
  }
}
