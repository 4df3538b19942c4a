import { setImmediate } from 'node:timers/promises';
import { Frame, Packet } from 'node-av/lib';
import { openDecoder } from './ffmpeg.ts';
import { FilmInput, msOf } from './film-input.ts';
import { skippableIn } from './skippable.ts';
import { UnreadableFilm } from './unreadable-film.ts';
import { UprightPicture } from './upright-picture.ts';

export interface FilmPicture {
  /** Valid until the next one is asked for. */
  readonly picture: UprightPicture;
  /** Its time in the film, ms; increases from picture to picture. */
  readonly at: number;
  /** How long it is on show, ms; reckoned from the mean rate where the file does not say. */
  readonly durationMs: number;
}

export interface PicturesOptions {
  /** So many pictures a second at most, evenly; all of them when left out. */
  readonly fps?: number;
  /** The first ones are those that are on show from here on, ms. */
  readonly fromMs?: number;
  /** That decode while the caller works on a picture. */
  readonly threads?: number;
}

/** Enough to keep two cores at work; each holds a picture. */
const THREADS = 4;

/**
 * The pictures of a film in order of time. Decoding runs ahead by a few of them, in threads of FFmpeg, while the consumer works
 * on one; memory does not grow with the film. The consumer ends it by `break` or `return`.
 *
 * @throws UnreadableFilm; what is damaged within a film is passed over.
 */
export async function* pictures(path: string, options: PicturesOptions = {}): AsyncGenerator<FilmPicture> {
  const film = await FilmInput.open(path);
  try {
    yield* picturesOf(film, options);
  } finally {
    await film.close();
  }
}

/** The same of a film that is open, from where it is read. The film stays open. */
export async function* picturesOf(film: FilmInput, options: PicturesOptions = {}): AsyncGenerator<FilmPicture> {
  const { fps = Number.POSITIVE_INFINITY, fromMs = 0, threads = THREADS } = options;
  const stream = film.video;
  const decoder = openDecoder(stream, threads);
  if (!decoder) throw new UnreadableFilm('no-picture');
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const picture = new UprightPicture(stream);
  const isSkippable = skippableIn(stream.codecpar);
  const intervalMs = 1000 / fps;
  let lastAt = Number.NEGATIVE_INFINITY;

  /** The next picture that is wanted, of those that are decoded. */
  function decoded(): FilmPicture | undefined {
    while (decoder && decoder.receiveFrameSync(frame) >= 0) {
      const at = film.timeOf(stream, frame.bestEffortTimestamp) ?? lastAt + film.usualMs;
      const before = lastAt;
      if (at <= before) continue;
      lastAt = at;
      const durationMs = frame.duration > 0n ? msOf(stream, frame.duration) : undefined;
      const end = at + (durationMs ?? film.usualMs);
      if (end <= fromMs) continue;
      // Where the file does not say how long a picture is on show, the first one after a tick stands for it.
      const isWanted =
        durationMs === undefined ? hasTick(before, at, intervalMs) : hasTick(Math.max(at, fromMs), end, intervalMs);
      if (isWanted && picture.hold(frame)) return { picture, at, durationMs: end - at };
    }
    return undefined;
  }

  function isNeeded(): boolean {
    const at = film.timeOf(stream, packet.pts);
    if (at === undefined || packet.duration <= 0n || !packet.data || !isSkippable(packet.data)) return true;
    const end = at + msOf(stream, packet.duration);
    return end > fromMs && hasTick(Math.max(at, fromMs), end, intervalMs);
  }

  try {
    if (fromMs > 0) await film.seek(fromMs);
    for (let more = true; more; ) {
      more = film.next(packet);
      // Without a packet the decoder gives what it still holds.
      if (!more || (packet.streamIndex === stream.index && isNeeded())) decoder.sendPacketSync(more ? packet : null);
      packet.unref();
      for (let next = decoded(); next; next = decoded()) {
        // Whoever asks this process to stop is heard between two pictures.
        await setImmediate();
        yield next;
      }
    }
  } finally {
    picture.close();
    frame.free();
    packet.free();
    decoder.freeContext();
  }
}

/**
 * Whether one of the ticks 0, `intervalMs`, 2 `intervalMs` … lies from `from` on and before `until`. So the same pictures are
 * picked wherever reading begins, and a picture shows by itself whether it is wanted, before it is decoded.
 */
function hasTick(from: number, until: number, intervalMs: number): boolean {
  if (intervalMs <= 0 || from === Number.NEGATIVE_INFINITY) return true;
  return Math.ceil(from / intervalMs) * intervalMs < until;
}
