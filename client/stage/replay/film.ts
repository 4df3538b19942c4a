/** Encoded frames of the athlete's picture, in groups that can each be decoded by itself. */
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { nearestTo } from '../nearest.ts';

/** One encoded frame. */
export interface FilmFrame {
  /** Media time, ms of the session. */
  readonly at: number;
  readonly chunk: EncodedVideoChunk;
}

/** Frames from one key frame to the next one, in the order of their time. */
export interface FilmGroup {
  readonly config: VideoDecoderConfig;
  readonly frames: readonly FilmFrame[];
}

/** Groups in the order of their time. */
export type Film = readonly FilmGroup[];

/** A film with the body in it. */
export interface Reel {
  readonly film: Film;
  /** In the order of their time. */
  readonly poses: readonly PosePacket[];
}

/** A frame that is further than this from the moment that is wanted is another picture, ms: the camera was off, or nobody was here. */
const NEAR_MS = 500;

export const firstOf = (film: Film): number | undefined => film[0]?.frames[0]?.at;
export const lastOf = (film: Film): number | undefined => film.at(-1)?.frames.at(-1)?.at;

/** What there is up to a media time, ms of the session, as it is now: what a reel gets or forgets later does not change it. */
export const cutAt = ({ film, poses }: Reel, to: number): Reel => ({
  film: film
    .map(({ config, frames }) => ({ config, frames: frames.filter(({ at }) => at <= to) }))
    .filter(({ frames }) => frames.length > 0),
  poses: [...poses],
});

/**
 * The frame of a media time, ms of the session, and its group; undefined where the film has none near it. It is looked for at each
 * picture of the screen: so in two groups and not in all.
 */
export function frameNear(
  film: Film,
  at: number,
): { readonly group: FilmGroup; readonly frame: FilmFrame } | undefined {
  const index = film.findLastIndex(({ frames }) => (frames[0]?.at ?? Number.POSITIVE_INFINITY) <= at);
  const candidates = film
    .slice(Math.max(0, index), index + 2)
    .flatMap((group) => group.frames.map((frame) => ({ group, frame })));
  const nearest = nearestTo(candidates, at, ({ frame }) => frame.at);
  return nearest && Math.abs(nearest.frame.at - at) <= NEAR_MS ? nearest : undefined;
}

/** Media time of the frame that is `steps` frames from the one at `at`, or of the film's first or last; undefined for an empty film. */
export function stepped(film: Film, at: number, steps: number): number | undefined {
  const times = film.flatMap(({ frames }) => frames.map((frame) => frame.at));
  const nearest = nearestTo(times, at, (time) => time);
  if (nearest === undefined) return undefined;
  return times[Math.min(times.length - 1, Math.max(0, times.indexOf(nearest) + steps))];
}

/** Whether this browser can keep and play a film; others show what is live. */
export const canKeepFilm = (): boolean => 'VideoEncoder' in globalThis && 'VideoDecoder' in globalThis;
