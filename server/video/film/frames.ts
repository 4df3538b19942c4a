import { setImmediate } from 'node:timers/promises';
import { Frame, Packet } from 'node-av/lib';
import { openDecoder } from './ffmpeg.ts';
import { type FilmInput, msOf } from './film-input.ts';
import { skippableIn } from './skippable.ts';
import { UnreadableFilm } from './unreadable-film.ts';

/** A decoded picture as it is stored. */
export interface FilmFrame {
  /** Valid until the next one is asked for. */
  readonly frame: Frame;
  /** Its time in the film, ms; increases from frame to frame. */
  readonly at: number;
  /** How long it is on show, ms; reckoned from the mean rate where the file does not say. */
  readonly durationMs: number;
}

export interface FramesOptions {
  /** So many a second at most, evenly; all of them when left out. */
  readonly fps?: number | undefined;
  /** The first ones are those that are on show from here on, ms. */
  readonly fromMs?: number;
  /** That decode while the caller works on a picture. */
  readonly threads?: number;
  /** Is given the packets of other streams that the film reads. */
  readonly onOther?: ((packet: Packet) => void) | undefined;
}

/** Enough to keep two cores at work; each holds a picture. */
const THREADS = 4;

/**
 * Decodes an open film's pictures, in order of time. What is damaged is passed over. The consumer ends it by `break`.
 *
 * @throws UnreadableFilm when there is no decoder
 */
export async function* framesOf(film: FilmInput, options: FramesOptions = {}): AsyncGenerator<FilmFrame> {
  const { fps = Number.POSITIVE_INFINITY, fromMs = 0, threads = THREADS, onOther } = options;
  const stream = film.video;
  const decoder = openDecoder(stream, threads);
  if (!decoder) throw new UnreadableFilm('no-picture');
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const isSkippable = skippableIn(stream.codecpar);
  const intervalMs = 1000 / fps;
  let lastAt = Number.NEGATIVE_INFINITY;

  /** The next one that is wanted, of those that are decoded. */
  function decoded(): FilmFrame | undefined {
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
      if (isWanted) return { frame, at, durationMs: end - at };
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
      const isOurs = packet.streamIndex === stream.index;
      // Without a packet the decoder gives what it still holds.
      if (!more || (isOurs && isNeeded())) decoder.sendPacketSync(more ? packet : null);
      else if (!isOurs) onOther?.(packet);
      packet.unref();
      for (let next = decoded(); next; next = decoded()) {
        // Whoever asks this process to stop is heard between two pictures.
        await setImmediate();
        yield next;
      }
    }
  } finally {
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
