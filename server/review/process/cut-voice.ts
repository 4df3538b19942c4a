/** The voice of a lesson without what is cut out, in step with its pictures. */
import { Frame, Packet } from 'node-av/lib';
import type { Kept } from '../../../shared/lesson/cuts.ts';
import { containerOf } from '../../video/film/container.ts';
import type { FilmWriter } from '../../video/film/derive/film-writer.ts';
import { FilterChain } from '../../video/film/derive/filter-chain.ts';
import { decodedSound, soundSource } from '../../video/film/derive/sound.ts';
import { openDecoder } from '../../video/film/ffmpeg.ts';
import { openFormat } from '../../video/film/film-input.ts';
import { UnreadableFilm } from '../../video/film/unreadable-film.ts';

const SAMPLE_RATE = 48_000;
/** It is cut by pieces of a ms. */
const PIECE_SAMPLES = SAMPLE_RATE / 1_000;

export class CutVoice {
  readonly #pieces: Generator<Frame>;
  readonly #writer: FilmWriter;
  readonly #close: () => Promise<void>;
  #takenMs = 0;

  private constructor(pieces: Generator<Frame>, writer: FilmWriter, close: () => Promise<void>) {
    this.#pieces = pieces;
    this.#writer = writer;
    this.#close = close;
  }

  /** @throws UnreadableFilm */
  static async open(path: string, kept: readonly Kept[], writer: FilmWriter): Promise<CutVoice> {
    const { container } = await containerOf(path);
    const format = await openFormat(path, container);
    const stream = format.streams.find(({ codecpar }) => codecpar.sampleRate > 0);
    const decoder = stream && openDecoder(stream, 1);
    if (!stream || !decoder) {
      await format.closeInput();
      throw new UnreadableFilm('not-video');
    }
    writer.addSound(stream, false);
    const pieces = piecesOf(format, stream.index, decoder, kept);
    return new CutVoice(pieces, writer, async () => {
      pieces.return(undefined);
      decoder.freeContext();
      await format.closeInput();
    });
  }

  /** Writes what is heard before a time of the lesson, ms. */
  takeUntil(ms: number): void {
    while (this.#takenMs < ms) {
      const { done, value } = this.#pieces.next();
      if (done) return;
      this.#writer.addSoundFrame(value, this.#takenMs);
      this.#takenMs += 1;
    }
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** A ms of sound each, of what is kept. Each is valid until the next. */
function* piecesOf(
  format: Awaited<ReturnType<typeof openFormat>>,
  index: number,
  decoder: NonNullable<ReturnType<typeof openDecoder>>,
  kept: readonly Kept[],
): Generator<Frame> {
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  let filters: FilterChain | undefined;
  let ms = 0;
  function* through(decoded: Frame | null): Generator<Frame> {
    if (decoded) {
      filters ??= new FilterChain('abuffer', soundSource(decoded), [
        ['aresample', String(SAMPLE_RATE)],
        ['asetnsamples', `n=${PIECE_SAMPLES}:p=1`],
      ]);
    }
    for (const piece of filters?.through(decoded) ?? []) {
      const at = ms;
      ms += 1;
      if (kept.some(({ from, to }) => at >= from && at < to)) yield piece;
    }
  }
  try {
    while (format.readFrameSync(packet) >= 0) {
      if (packet.streamIndex === index) {
        for (const decoded of decodedSound(decoder, packet, frame)) yield* through(decoded);
      }
      packet.unref();
    }
    for (const decoded of decodedSound(decoder, null, frame)) yield* through(decoded);
    yield* through(null);
  } finally {
    filters?.close();
    packet.free();
    frame.free();
  }
}
