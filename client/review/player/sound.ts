/** The sound of films beside a playhead: at any rate with the pitch of voices kept, as browsers do it by themselves. */
import type { FilmAddress } from './film-address.ts';

/** A part that can be heard. Times are ms of the session. */
export interface SoundPart {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly address: FilmAddress;
}

/** Browsers play sound no slower and no faster than this. */
const RATES = { slowest: 0.0625, fastest: 16 };
/** Sound further from the playhead than this is moved there, ms of real time: a lip is read to some 80 ms. */
const MOST_OFF_MS = 80;
/** A jump takes time itself: none within so long after the last one, ms. */
const BETWEEN_JUMPS_MS = 500;

interface Playing {
  readonly part: SoundPart;
  readonly element: HTMLAudioElement;
  jumpedAt: number;
  /** A new link was asked for, and nothing has been read by it yet. */
  renewed: boolean;
}

export class FilmSound {
  #lanes: readonly (readonly SoundPart[])[];
  readonly #playing = new Map<number, Playing>();
  #volume = 1;
  #closed = false;

  /** @param lanes parts of which those in one lane never sound together */
  constructor(lanes: readonly (readonly SoundPart[])[]) {
    this.#lanes = lanes;
  }

  /** Takes what there is to be heard by now, in as many lanes or more. What sounds goes on. */
  set lanes(lanes: readonly (readonly SoundPart[])[]) {
    this.#lanes = lanes;
  }

  get isEmpty(): boolean {
    return this.#lanes.every((lane) => lane.length === 0);
  }

  /** 0..1. */
  set volume(volume: number) {
    this.#volume = volume;
    for (const { element } of this.#playing.values()) element.volume = volume;
  }

  /** Sounds as it is at the playhead (ms of the session) when playing forth at this rate. Call it again and again. */
  follow(at: number, rate: number): void {
    if (this.#closed) return;
    for (const [lane, parts] of this.#lanes.entries()) {
      const part = this.#volume > 0 ? parts.find(({ startMs, endMs }) => startMs <= at && at < endMs) : undefined;
      const current = this.#playing.get(lane);
      if (current && current.part.id !== part?.id) this.#end(lane, current);
      if (part) this.#follow(this.#playing.get(lane) ?? this.#begin(lane, part), at - part.startMs, rate);
    }
  }

  /** Falls silent, and goes on when it is to follow again. */
  rest(): void {
    for (const { element } of this.#playing.values()) element.pause();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    for (const [lane, playing] of [...this.#playing]) this.#end(lane, playing);
  }

  #begin(lane: number, part: SoundPart): Playing {
    const element = Object.assign(new Audio(part.address.url), { preservesPitch: true, volume: this.#volume });
    const playing: Playing = { part, element, jumpedAt: 0, renewed: false };
    element.addEventListener('error', () => void this.#renew(lane, playing));
    element.addEventListener('loadedmetadata', () => {
      playing.renewed = false;
    });
    this.#playing.set(lane, playing);
    return playing;
  }

  #end(lane: number, { element }: Playing): void {
    element.pause();
    element.removeAttribute('src');
    // Without this the browser goes on to read the file.
    element.load();
    this.#playing.delete(lane);
  }

  #follow(playing: Playing, ms: number, rate: number): void {
    const { element } = playing;
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    element.muted = rate < RATES.slowest || rate > RATES.fastest;
    element.playbackRate = Math.min(RATES.fastest, Math.max(RATES.slowest, rate));
    const off = Math.abs(element.currentTime * 1_000 - ms) / Math.max(rate, RATES.slowest);
    if (off > MOST_OFF_MS && !element.seeking && performance.now() - playing.jumpedAt > BETWEEN_JUMPS_MS) {
      playing.jumpedAt = performance.now();
      element.currentTime = ms / 1_000;
    }
    if (element.paused && !element.ended) {
      element.play().catch((error: unknown) => {
        // A pause that comes before the sound has begun is no failure.
        if (!(error instanceof DOMException && error.name === 'AbortError')) console.info('sideline:', error);
      });
    }
  }

  /** The link may have run out: another is asked for, once until something was read by it. */
  async #renew(lane: number, playing: Playing): Promise<void> {
    const isOver = () => this.#playing.get(lane) !== playing;
    if (playing.renewed || isOver()) return;
    playing.renewed = true;
    try {
      const url = await playing.part.address.again();
      if (url !== undefined && !isOver()) playing.element.src = url;
    } catch (error) {
      console.info('sideline:', error);
    }
  }
}
