/** Copies of a film in other sizes, that all browsers play. */
import { Frame, Packet } from 'node-av/lib';
import type { FilmFacts } from '../../../../shared/contract/film.ts';
import type { Size } from '../../../../shared/size.ts';
import { FILM } from '../../../limits.ts';
import { AUDIO_CODECS, PLAYABLE } from '../codecs.ts';
import { openDecoder } from '../ffmpeg.ts';
import { FilmInput } from '../film-input.ts';
import { framesOf } from '../frames.ts';
import { probe } from '../probe.ts';
import { type Cut, heardAt, shownParts } from './cut.ts';
import { FilmWriter, type PictureQuality } from './film-writer.ts';
import { decodedSound, silence } from './sound.ts';
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

/** How far sound lies in a file behind the pictures of its time, ms: cameras write up to a second of each in turn. */
const SOUND_BEHIND_MS = 2_000;

const WHOLE: Cut = { fromMs: 0, toMs: Number.POSITIVE_INFINITY, speed: 1 };

/** Writes a copy of a film as MP4. @throws UnreadableFilm; Error when the disk takes no more */
export async function copyFilm(path: string, out: string, copy: Copy, report: Report): Promise<void> {
  const { quality, sound, fps, change, cut = WHOLE } = copy;
  const { fromMs, toMs } = cut;
  const facts = await probe(path);
  const size = sizeOfCopy(facts.video, quality.longest);
  const film = await FilmInput.open(path);
  const upright = new UprightFrames(film.video, size, change ? 'rgba' : 'yuv420p');
  const writer = new FilmWriter(out, { ...quality, size });
  try {
    const takeSound = sound ? takeSoundAlong(film, facts, writer, cut) : undefined;
    const lasts = Math.min(toMs, facts.durationMs) - fromMs;
    let reportedAt = 0;
    for await (const { frame, at, durationMs } of framesOf(film, { fps, fromMs, onOther: takeSound?.packet })) {
      if (at >= toMs) break;
      const shown = shownParts(cut, at, at + durationMs);
      if (shown.length === 0) continue;
      for (const turned of upright.turned(frame)) {
        for (const part of shown) {
          writer.addPicture(change ? await change(turned, at, part.hold) : turned, part.at, part.durationMs);
        }
      }
      if (at - fromMs - reportedAt < REPORT_EVERY_MS) continue;
      reportedAt = at - fromMs;
      report(Math.min(1, reportedAt / Math.max(1, lasts)));
    }
    if (takeSound) readSoundBehind(film, toMs, takeSound.packet);
    takeSound?.end();
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    upright.close();
    await film.close();
  }
}

/** Fits into a square of `longest` px, never larger than it is; H264 wants even numbers. */
export function sizeOfCopy({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** Reads on behind the last picture of a cut until all sound before its end was given to `take`. */
function readSoundBehind(film: FilmInput, toMs: number, take: (packet: Packet) => void): void {
  const packet = new Packet();
  packet.alloc();
  try {
    while (film.next(packet)) {
      const isPicture = packet.streamIndex === film.video.index;
      const at = film.timeOf(isPicture ? film.video : (film.audio ?? film.video), packet.pts);
      if (at !== undefined && at >= (isPicture ? toMs + SOUND_BEHIND_MS : toMs)) return;
      if (!isPicture) take(packet);
      packet.unref();
    }
  } finally {
    packet.free();
  }
}

/** How the film's sound gets into a copy; `undefined` where it has none that can be read. */
function takeSoundAlong(film: FilmInput, { audio }: FilmFacts, writer: FilmWriter, cut: Cut) {
  const stream = film.audio;
  if (!stream || !audio) return undefined;
  const { fromMs, toMs, speed, holds = [] } = cut;
  const isWithin = (at: number | undefined) => at === undefined || (at >= fromMs && at < toMs);
  if (speed === 1 && holds.length === 0 && PLAYABLE.mp4.audio.includes(audio.codec)) {
    film.read(film.video, stream);
    writer.addSound(stream, true);
    return {
      packet: (packet: Parameters<FilmWriter['addSoundPacket']>[0]) => {
        if (isWithin(film.timeOf(stream, packet.pts))) writer.addSoundPacket(packet, film.startMs + fromMs);
      },
      end: () => undefined,
    };
  }
  const decoder = AUDIO_CODECS.has(stream.codecpar.codecId) ? openDecoder(stream, 1) : undefined;
  if (!decoder) return undefined;
  film.read(film.video, stream);
  writer.addSound(stream, false, speed);
  const frame = new Frame();
  frame.alloc();
  const left = [...holds];
  const take = (packet: Parameters<typeof decodedSound>[1]) => {
    for (const decoded of decodedSound(decoder, packet, frame)) {
      const at = film.timeOf(stream, decoded.bestEffortTimestamp);
      if (!isWithin(at)) continue;
      // Before the first sound there is none anyway.
      while (left[0] && at !== undefined && left[0].atMs < at) {
        const { ms } = left.shift() ?? { ms: 0 };
        if (writer.hasSound) for (const silent of silence(decoded, ms * speed)) writer.addSoundFrame(silent);
      }
      writer.addSoundFrame(decoded, at === undefined ? at : heardAt(cut, at));
    }
  };
  return {
    packet: take,
    end: () => {
      take(null);
      frame.free();
      decoder.freeContext();
    },
  };
}
