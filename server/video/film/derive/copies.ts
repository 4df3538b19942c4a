/** Copies of a film in other sizes, that all browsers play. */
import type { Frame } from 'node-av/lib';
import type { FilmFacts } from '../../../../shared/contract/film.ts';
import type { Size } from '../../../../shared/size.ts';
import { FILM } from '../../../limits.ts';
import { FilmInput } from '../film-input.ts';
import { framesOf } from '../frames.ts';
import { probe } from '../probe.ts';
import { type Cut, type ShownPart, shownParts } from './cut.ts';
import { FilmWriter, type PictureQuality } from './film-writer.ts';
import { FramedPictures } from './framed-pictures.ts';
import { type Place, readSoundBehind, takeSoundAlong } from './sound-along.ts';
import { UprightFrames } from './upright-frames.ts';

/** Says how far it is, 0..1. */
export type Report = (done: number) => void;

/** The copy that is played in place of a film that browsers don't show. */
const PLAYABLE_QUALITY = { crf: 21, keyFrameEveryMs: 2_000 } as const;
/** As large as the film, up to 4K. */
const LARGE = { longest: 3_840, maxBitRate: 40_000_000 } as const;
/** 1080p, for films that take too long to encode in their own size. */
const MIDDLE = { longest: 1_920, maxBitRate: 12_000_000 } as const;
/** The copy for going back and forth: every half second can be shown at once. */
const PROXY_QUALITY = { longest: 640, crf: 27, keyFrameEveryMs: 500, maxBitRate: 1_200_000 } as const;
const PROXY_FPS = 30;
/** Before the whole copy is encoded nothing is lost by a stop, so this is often enough, ms of film. */
const REPORT_EVERY_MS = 500;

export async function makePlayable(path: string, out: string, report: Report): Promise<void> {
  const quality = { ...PLAYABLE_QUALITY, ...playableSize(await probe(path)) };
  await copyFilm(path, out, { quality, sound: true }, report);
}

/** How large the copy that is played may be at its longer side, px, and its bit rate, bits a second: less for long films. */
export function playableSize({ video, durationMs }: FilmFacts): { longest: number; maxBitRate: number } {
  const { width, height, fps } = video;
  return (width * height * fps * durationMs) / 1_000 <= FILM.largeCopyPixels ? LARGE : MIDDLE;
}

export async function makeProxy(path: string, out: string, report: Report): Promise<void> {
  await copyFilm(path, out, { quality: PROXY_QUALITY, sound: false, fps: PROXY_FPS }, report);
}

/** How a copy is to be. */
export interface Copy {
  /** `longest` is the longer side, px; no copy is larger than its film. */
  readonly quality: Omit<PictureQuality, 'size'> & { readonly longest: number };
  readonly sound: boolean;
  readonly fps?: number;
  /** What is copied of it; all of it when left out. */
  readonly cut?: Cut;
  /** Pictures are given to `change` in RGBA, also each time that they are held; it gives them back in yuv420p. */
  readonly change?: (frame: Frame, at: number, hold?: number) => Promise<Frame>;
}

const WHOLE: Cut = { fromMs: 0, toMs: Number.POSITIVE_INFINITY, speed: 1 };

/** Writes a copy of a film as MP4. @throws UnreadableFilm; Error when the disk takes no more */
export async function copyFilm(
  path: string,
  out: string,
  { cut, change, ...copy }: Copy,
  report: Report,
): Promise<void> {
  await joinFilms([{ path, ...(cut && { cut }), ...(change && { change }) }], out, copy, report);
}

/** One of the films that are joined. */
export interface Joined extends Pick<Copy, 'cut' | 'change'> {
  readonly path: string;
}

/**
 * Writes several films as one, each right behind the one before, with sound where the first has any. All are in the shape that is on show
 * longest, in the largest size of that; what has another shape lies in the middle of a black picture.
 * @throws UnreadableFilm; Error when the disk takes no more
 */
export async function joinFilms(
  films: readonly Joined[],
  out: string,
  { quality, sound, fps }: Omit<Copy, 'cut' | 'change'>,
  report: Report,
): Promise<void> {
  let writer: FilmWriter | undefined;
  let startMs = 0;
  try {
    const probed = await Promise.all(films.map(async (joined) => ({ joined, facts: await probe(joined.path) })));
    const size = commonSize(probed.map(({ joined, facts }) => ({ size: facts.video, ms: lastsFor(joined, facts) })));
    for (const [index, { joined, facts }] of probed.entries()) {
      writer ??= new FilmWriter(out, { ...quality, size: sizeOfCopy(size, quality.longest) });
      const place = { startMs, isOneOfSeveral: films.length > 1 };
      startMs = await copyInto(writer, joined, { ...place, facts, sound, fps }, (done) =>
        report((index + done) / films.length),
      );
    }
    await writer?.finish();
  } catch (error) {
    await writer?.abandon();
    throw error;
  }
}

interface Copying extends Place, Pick<Copy, 'sound'> {
  readonly facts: FilmFacts;
  readonly fps: number | undefined;
}

/** @returns where it ends, ms of the new film */
async function copyInto(
  writer: FilmWriter,
  { path, change, cut = WHOLE }: Joined,
  { facts, sound, fps, ...place }: Copying,
  report: Report,
): Promise<number> {
  const { fromMs, toMs } = cut;
  const film = await FilmInput.open(path);
  const upright = new UprightFrames(film.video, writer.size, change ? 'rgba' : 'yuv420p');
  const black = new FramedPictures(writer.size);
  let endMs = place.startMs;
  const show = (picture: Frame, part: ShownPart) => {
    const shownAt = place.startMs + part.at;
    writer.addPicture(picture, shownAt, part.durationMs);
    endMs = shownAt + part.durationMs;
  };
  try {
    const takeSound = sound ? takeSoundAlong(film, facts, writer, { ...place, cut }) : undefined;
    const lasts = lastsFor({ cut }, facts);
    let reportedAt = 0;
    for await (const { frame, at, durationMs } of framesOf(film, { fps, fromMs, onOther: takeSound?.packet })) {
      if (at >= toMs) break;
      const shown = shownParts(cut, at, at + durationMs);
      if (shown.length === 0) continue;
      for (const turned of upright.turned(frame)) {
        if (change) {
          for (const part of shown) {
            for (const framed of black.framed(await change(turned, at, part.hold))) show(framed, part);
          }
        } else for (const framed of black.framed(turned)) for (const part of shown) show(framed, part);
      }
      if (at - fromMs - reportedAt < REPORT_EVERY_MS) continue;
      reportedAt = at - fromMs;
      report(Math.min(1, reportedAt / Math.max(1, lasts)));
    }
    if (takeSound) readSoundBehind(film, toMs, takeSound.packet);
    takeSound?.end();
    return endMs;
  } finally {
    upright.close();
    black.close();
    await film.close();
  }
}

/** How much of a film is taken, ms of the film. */
const lastsFor = ({ cut = WHOLE }: Pick<Joined, 'cut'>, { durationMs }: Pick<FilmFacts, 'durationMs'>): number =>
  Math.max(0, Math.min(cut.toMs, durationMs) - cut.fromMs);

/** Shapes that are as near as this are one: numbers of px are rounded. */
const SAME_SHAPE = 0.02;

/**
 * The size for films that become one: of the shape that is on show longest, the largest.
 * @param films with how long each is on show, ms; not none
 */
export function commonSize(films: readonly { readonly size: Size; readonly ms: number }[]): Size {
  const isAlike = ({ size: a }: { size: Size }, { size: b }: { size: Size }) =>
    Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SAME_SHAPE;
  const ofShape = (film: { size: Size }) => films.filter((other) => isAlike(film, other));
  const shownMs = (film: { size: Size }) => ofShape(film).reduce((sum, { ms }) => sum + ms, 0);
  const longest = films.reduce((best, film) => (shownMs(film) > shownMs(best) ? film : best));
  const areaOf = ({ size }: { size: Size }) => size.width * size.height;
  return ofShape(longest).reduce((best, film) => (areaOf(film) > areaOf(best) ? film : best)).size;
}

/** Fits into a square of `longest` px, never larger than it is; H264 wants even numbers. */
export function sizeOfCopy({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
