import { rename, writeFile } from 'node:fs/promises';
import { AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { Frame, Packet } from 'node-av/lib';
import { AUDIO_CODECS } from '../codecs.ts';
import { containerOf } from '../container.ts';
import { openDecoder } from '../ffmpeg.ts';
import { msOf, openFormat } from '../film-input.ts';
import type { Report } from './copies.ts';
import { FilterChain } from './filter-chain.ts';
import { decodedSound, soundSource } from './sound.ts';

/** How loud a film is over time. */
export interface WaveForm {
  /** From one value to the next, ms. */
  readonly everyMs: number;
  /** The largest deflection in each of these times, 0..255. */
  readonly peaks: readonly number[];
}

const SAMPLE_RATE = 8_000;
const FINEST_MS = 20;
/** More than a screen can show, at any zoom that makes sense; longer films have coarser ones. */
const MOST_PEAKS = 100_000;
const LOUDEST = 255;
const REPORT_EVERY = 500;

/**
 * Writes the wave form of a film's or recording's sound as JSON (`WaveForm`).
 *
 * @returns whether there is sound; without, nothing is written
 * @throws UnreadableFilm
 */
export async function makeWaveform(path: string, out: string, report: Report): Promise<boolean> {
  const { container, bytes } = await containerOf(path);
  const format = await openFormat(path, container);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const stream = format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  const decoder = stream && AUDIO_CODECS.has(stream.codecpar.codecId) ? openDecoder(stream, 1) : undefined;
  let filters: FilterChain | undefined;
  const peaks = new Peaks();
  try {
    if (!stream || !decoder) return false;
    const take = (next: Packet | null) => {
      for (const decoded of decodedSound(decoder, next, frame)) {
        filters ??= new FilterChain('abuffer', soundSource(decoded), [
          ['aresample', String(SAMPLE_RATE)],
          ['aformat', `sample_fmts=flt:channel_layouts=mono`],
        ]);
        peaks.from(Math.max(0, msOf(stream, decoded.bestEffortTimestamp)));
        for (const mono of filters.through(decoded)) peaks.add(samplesOf(mono));
      }
    };
    for (let packets = 0; format.readFrameSync(packet) >= 0; packets++) {
      if (packet.streamIndex === stream.index) take(packet);
      if (packets % REPORT_EVERY === 0) report(Math.min(1, Number(packet.pos) / bytes));
      packet.unref();
    }
    take(null);
  } finally {
    filters?.close();
    frame.free();
    packet.free();
    decoder?.freeContext();
    await format.closeInput();
  }
  await writeFile(`${out}.part`, JSON.stringify(peaks.waveForm()));
  await rename(`${out}.part`, out);
  return true;
}

function samplesOf(frame: Frame): Float32Array {
  const [data] = frame.data ?? [];
  if (!data) return new Float32Array(0);
  return new Float32Array(Uint8Array.from(data.subarray(0, 4 * frame.nbSamples)).buffer);
}

/** Halves its fineness whenever there are too many, so that memory does not grow with the film. */
class Peaks {
  #everyMs = FINEST_MS;
  #peaks: number[] = [];
  #sample = 0;
  #begun = false;

  /** When the first sample is heard. */
  from(ms: number): void {
    if (!this.#begun) this.#sample = Math.round((ms * SAMPLE_RATE) / 1000);
    this.#begun = true;
  }

  add(samples: Float32Array): void {
    for (const sample of samples) {
      const index = Math.floor((this.#sample++ * 1000) / SAMPLE_RATE / this.#everyMs);
      while (this.#peaks.length <= index) this.#peaks.push(0);
      const value = Math.min(1, Math.abs(sample));
      if (value > (this.#peaks[index] ?? 0)) this.#peaks[index] = value;
    }
    if (this.#peaks.length > MOST_PEAKS) this.#coarsen();
  }

  waveForm(): WaveForm {
    return { everyMs: this.#everyMs, peaks: this.#peaks.map((peak) => Math.round(peak * LOUDEST)) };
  }

  #coarsen(): void {
    this.#everyMs *= 2;
    this.#peaks = Array.from({ length: Math.ceil(this.#peaks.length / 2) }, (_, index) =>
      Math.max(this.#peaks[2 * index] ?? 0, this.#peaks[2 * index + 1] ?? 0),
    );
  }
}
