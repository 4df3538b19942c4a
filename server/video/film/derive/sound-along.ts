/** The sound of a film on its way into a copy. */
import { Frame, Packet } from 'node-av/lib';
import type { FilmFacts } from '../../../../shared/contract/film.ts';
import { AUDIO_CODECS, PLAYABLE } from '../codecs.ts';
import { openDecoder } from '../ffmpeg.ts';
import type { FilmInput } from '../film-input.ts';
import { type Cut, heardAt } from './cut.ts';
import type { FilmWriter } from './film-writer.ts';
import { decodedSound, silence } from './sound.ts';

/** How far sound lies in a file behind the pictures of its time, ms: cameras write up to a second of each in turn. */
const SOUND_BEHIND_MS = 2_000;

/** Reads on behind the last picture of a cut until all sound before its end was given to `take`. */
export function readSoundBehind(film: FilmInput, toMs: number, take: (packet: Packet) => void): void {
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

/** How the sound of a film gets into a copy. */
export interface SoundAlong {
  /** Is given the packets of the film. */
  packet(packet: Packet): void;
  end(): void;
}

/** Where the film is in what is made of it. */
export interface Place {
  /** Ms of the new film. */
  readonly startMs: number;
  /** Whether other films come before or behind it. */
  readonly isOneOfSeveral: boolean;
}

/** @returns undefined where the film has no sound that can be read, or the films before it have none */
export function takeSoundAlong(
  film: FilmInput,
  { audio }: FilmFacts,
  writer: FilmWriter,
  { cut, startMs, isOneOfSeveral }: Place & { readonly cut: Cut },
): SoundAlong | undefined {
  const stream = film.audio;
  if (!stream || !audio || (startMs > 0 && !writer.hasSound)) return undefined;
  const { fromMs, toMs, speed, holds = [] } = cut;
  const isWithin = (at: number | undefined) => at === undefined || (at >= fromMs && at < toMs);
  if (speed === 1 && holds.length === 0 && !isOneOfSeveral && PLAYABLE.mp4.audio.includes(audio.codec)) {
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
  if (startMs === 0) writer.addSound(stream, false, speed);
  const frame = new Frame();
  frame.alloc();
  const left = [...holds];
  let hasBegun = startMs === 0;
  const take = (packet: Parameters<typeof decodedSound>[1]) => {
    for (const decoded of decodedSound(decoder, packet, frame)) {
      const at = film.timeOf(stream, decoded.bestEffortTimestamp);
      if (!isWithin(at)) continue;
      const heardMs = at === undefined ? startMs : startMs + heardAt(cut, at);
      // The sound of the film before may have ended before its picture.
      if (!hasBegun)
        for (const silent of silence(decoded, (heardMs - writer.soundMs) * speed)) writer.addSoundFrame(silent);
      hasBegun = true;
      // Before the first sound there is none anyway.
      while (left[0] && at !== undefined && left[0].atMs < at) {
        const { ms } = left.shift() ?? { ms: 0 };
        if (writer.hasSound) for (const silent of silence(decoded, ms * speed)) writer.addSoundFrame(silent);
      }
      writer.addSoundFrame(decoded, heardMs);
    }
  };
  return {
    packet: take,
    end: () => {
      take(null);
      writer.endSoundOfFilm();
      frame.free();
      decoder.freeContext();
    },
  };
}
