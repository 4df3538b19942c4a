import type { AVPixelFormat } from 'node-av/constants';
import { avGetPixFmtName, Packet } from 'node-av/lib';
import type { FilmFacts } from '../../../shared/contract/film.ts';
import { FILM } from '../../limits.ts';
import { AUDIO_CODECS, PLAYABLE, PLAYABLE_PIXELS, VIDEO_CODECS } from './codecs.ts';
import { FilmInput, msOf } from './film-input.ts';
import { picturesOf } from './pictures.ts';
import { rotationOf } from './rotation.ts';
import { UnreadableFilm } from './unreadable-film.ts';

/**
 * Finds out what a film is, and that it can be read: its first picture is decoded. To be called where strangers' films
 * may be decoded, in a process of its own.
 *
 * @throws UnreadableFilm
 */
export async function probe(path: string): Promise<FilmFacts> {
  const film = await FilmInput.open(path);
  try {
    const durationMs = film.durationMs ?? (await measuredDuration(film));
    if (durationMs > FILM.durationMs) throw new UnreadableFilm('too-long');
    const { size, format } = await firstPicture(film);
    return {
      container: film.container,
      bytes: film.bytes,
      durationMs: Math.round(durationMs),
      video: { ...videoFacts(film, format), ...size },
      ...audioFacts(film),
    };
  } finally {
    await film.close();
  }
}

function videoFacts({ container, video, usualMs }: FilmInput, format: AVPixelFormat) {
  const { codecpar, avgFrameRate } = video;
  const fps = avgFrameRate.num > 0 && avgFrameRate.den > 0 ? avgFrameRate.num / avgFrameRate.den : 1000 / usualMs;
  const codec = VIDEO_CODECS.get(codecpar.codecId) ?? 'unknown';
  const pixelFormat = avGetPixFmtName(format) ?? 'unknown';
  return {
    codec,
    rotation: rotationOf(video),
    fps: Math.round(fps * 1000) / 1000,
    pixelFormat,
    playable: PLAYABLE[container].video.includes(codec) && PLAYABLE_PIXELS.includes(pixelFormat),
  };
}

function audioFacts({ container, audio }: FilmInput): Pick<FilmFacts, 'audio'> {
  if (!audio) return {};
  const codec = AUDIO_CODECS.get(audio.codecpar.codecId) ?? 'unknown';
  return {
    audio: {
      codec,
      sampleRate: audio.codecpar.sampleRate,
      channels: audio.codecpar.channels,
      playable: PLAYABLE[container].audio.includes(codec),
    },
  };
}

/** @throws UnreadableFilm `no-picture` when none can be decoded */
async function firstPicture(film: FilmInput) {
  for await (const { picture } of picturesOf(film, { threads: 1 }))
    return { size: picture.size, format: picture.format };
  throw new UnreadableFilm('no-picture');
}

/** Of a recording that was not ended: its packets say how long it is. */
async function measuredDuration(film: FilmInput): Promise<number> {
  const packet = new Packet();
  packet.alloc();
  let end = 0;
  try {
    while (film.next(packet)) {
      const at = packet.streamIndex === film.video.index ? film.timeOf(film.video, packet.pts) : undefined;
      if (at !== undefined) end = Math.max(end, at + Math.max(0, msOf(film.video, packet.duration)));
      packet.unref();
    }
  } finally {
    packet.free();
  }
  await film.seek(0);
  return end;
}
