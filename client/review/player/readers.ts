/** The readers that are open: of the part on show, and of the one that was on show before. */
import type { FilmPart } from '../parts.ts';
import { ExactReader, type ExactReaderOptions } from './exact-reader.ts';
import { UnplayableError } from './film-file.ts';
import type { FrameReader } from './frame.ts';
import type { FreshUrl } from './keypoint-track.ts';
import { VideoReader } from './video-reader.ts';

/** Decoded frames are kept within so many bytes, and no longer than so many px; a phone has little memory. */
const LARGE = { maxBytes: 192 * 1024 ** 2, maxSide: 1_920 };
const SMALL = { maxBytes: 64 * 1024 ** 2, maxSide: 1_280 };
const OF_PROXY = { maxBytes: 24 * 1024 ** 2, maxSide: 640 };
/** GB, as browsers say it. */
const LITTLE_MEMORY = 4;
/** Whole files and proxies that are open at a time. */
const MOST_OPEN = 3;

/** Which file of a part is read: the whole one, or the small one that is quick to seek. */
export type Quality = 'whole' | 'quick';

interface Opened {
  readonly key: string;
  readonly reader: Promise<FrameReader>;
}

export const hasWebCodecs = (): boolean => 'VideoDecoder' in globalThis && 'OffscreenCanvas' in globalThis;

export class Readers {
  readonly #fresh: FreshUrl;
  /** The one that was used last stands last. */
  #open: Opened[] = [];
  #closed = false;

  constructor(fresh: FreshUrl) {
    this.#fresh = fresh;
  }

  /**
   * @throws FilmGoneError, UnplayableError, NoAnswerError as opening does; the next call tries again
   */
  of(part: FilmPart, quality: Quality): Promise<FrameReader> {
    const isQuick = quality === 'quick' && part.proxy !== undefined && hasWebCodecs();
    // A reader sees as much of a file as there was when it was opened.
    const key = `${part.shown?.id ?? part.id} ${isQuick ? 'quick' : 'whole'} ${part.grows ? part.endMs : ''}`;
    const known = this.#open.find((opened) => opened.key === key);
    const opened = known ?? { key, reader: this.#start(part, isQuick) };
    this.#open = [...this.#open.filter((other) => other !== opened), opened];
    if (!known) opened.reader.catch(() => this.#forget(opened));
    while (this.#open.length > MOST_OPEN) closeLater(this.#open.shift());
    return opened.reader;
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    for (const opened of this.#open.splice(0)) closeLater(opened);
  }

  async #start(part: FilmPart, isQuick: boolean): Promise<FrameReader> {
    const file = isQuick ? part.proxy : part.shown;
    if (!file?.url) throw new UnplayableError('this part was lost before it could be stored');
    const address = { url: file.url, again: () => this.#fresh(file.id) };
    const reader = await openReader(address, isQuick ? OF_PROXY : memoryForFrames());
    if (this.#closed) reader.close();
    return reader;
  }

  #forget(opened: Opened): void {
    this.#open = this.#open.filter((other) => other !== opened);
  }
}

async function openReader(...[address, options]: Parameters<typeof ExactReader.open>): Promise<FrameReader> {
  if (!hasWebCodecs()) return await VideoReader.open(address);
  try {
    return await ExactReader.open(address, options);
  } catch (error) {
    if (!(error instanceof UnplayableError)) throw error;
    // What can't be decoded frame by frame may still play.
    return await VideoReader.open(address);
  }
}

function closeLater(opened: Opened | undefined): void {
  opened?.reader.then(
    (reader) => reader.close(),
    () => undefined,
  );
}

/** How much of a film is kept decoded here. */
export const memoryForFrames = (): ExactReaderOptions => (hasLittleMemory() ? SMALL : LARGE);

/** Chromium alone says how much memory there is; elsewhere a finger as pointer says that it is a phone. */
function hasLittleMemory(): boolean {
  if ('deviceMemory' in navigator && typeof navigator.deviceMemory === 'number') {
    return navigator.deviceMemory < LITTLE_MEMORY;
  }
  return matchMedia('(pointer: coarse)').matches;
}
