/** Plays the parts of one participant on the session's clock, frame by frame, with the sound of all. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { extentOf, type FilmPart, partAt, partBeside } from '../parts.ts';
import { type AtEnd, moved, type Zone } from './clock.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';
import type { FreshUrl } from './keypoint-track.ts';
import { type Quality, Readers } from './readers.ts';
import { FilmSound, type SoundPart } from './sound.ts';

/** The frame on show. */
export interface ShownFrame {
  readonly partId: string;
  /** Media time, ms of the session. */
  readonly at: number;
  readonly frame: FilmFrame;
  /** Whether it is surely this very frame of the original: not so while scrubbing, and without WebCodecs. */
  readonly exact: boolean;
}

export interface PlayerState {
  /** The playhead, ms of the session. */
  readonly at: number;
  /** Undefined in a gap, and until the first frame is there. */
  readonly shown: ShownFrame | undefined;
  readonly playing: boolean;
  /** It would go on, but the film is not read yet. */
  readonly waiting: boolean;
  /** Film time by real time. */
  readonly rate: number;
  readonly direction: Direction;
  readonly atEnd: AtEnd;
  /** What is played, ms of the session. */
  readonly zone: Zone;
  /** 0..1. */
  readonly volume: number;
  /** What keeps the film at the playhead from being shown. */
  readonly trouble: unknown;
  /** Whether the browser steps by exact frames. */
  readonly steps: 'exact' | 'about';
}

export const RATES = { slowest: 0.05, fastest: 2 } as const;

/** A held key asks for no more steps than this in advance, so that it stops when it is let go. */
const MOST_HELD_STEPS = 2;
/** A zone is no shorter than this, ms. */
const SHORTEST_ZONE_MS = 100;
/** A moment that is this near to a part's end lies on its last frame, ms. */
const LAST_MOMENT_MS = 1;

export interface PlayerOptions {
  /** Those with a picture are shown. */
  parts: readonly FilmPart[];
  /** What sounds; those of one lane never together. */
  sounds: readonly (readonly SoundPart[])[];
  fresh: FreshUrl;
  /** Ms of the session. */
  startAt?: number | undefined;
}

interface Wanted {
  readonly at: number;
  readonly passing: boolean | 'whole';
}

/** The part that plays; its reader once it is open. */
interface Running {
  readonly partId: string;
  reader: FrameReader | undefined;
}

export class Player {
  readonly state: StoreApi<PlayerState>;
  /** From the first frame to the last, ms of the session. */
  readonly extent: Zone;
  readonly hasSound: boolean;
  readonly #parts: readonly FilmPart[];
  readonly #readers: Readers;
  readonly #sound: FilmSound;
  #wanted: Wanted | undefined;
  #seeking: Promise<void> | undefined;
  #steps = 0;
  #stepping: Promise<void> | undefined;
  #running: Running | undefined;
  #keeper: FrameReader | undefined;
  #tick: number | undefined;
  #tickedAt = 0;
  #closed = false;

  constructor({ parts, sounds, fresh, startAt }: PlayerOptions) {
    this.#parts = parts.filter(({ hasPicture }) => hasPicture);
    const extent = extentOf(parts) ?? { startMs: 0, endMs: 0 };
    this.extent = { from: extent.startMs, until: extent.endMs };
    this.#readers = new Readers(fresh);
    this.#sound = new FilmSound(sounds);
    this.hasSound = !this.#sound.isEmpty;
    this.state = createStore<PlayerState>(() => ({
      at: this.#clamp(startAt ?? extent.startMs),
      ...{ shown: undefined, playing: false, waiting: false, trouble: undefined, steps: 'exact' },
      ...{ rate: 1, direction: 1, atEnd: 'stop', zone: this.extent, volume: 1 },
    }));
    this.seek(this.state.getState().at);
  }

  play(): void {
    const { playing, at, zone, direction } = this.state.getState();
    if (playing || this.#closed) return;
    const isAtEnd = direction > 0 ? at >= zone.until - LAST_MOMENT_MS : at <= zone.from;
    const isOutside = at < zone.from || at > zone.until;
    this.#wanted = undefined;
    this.#running = undefined;
    const from = direction > 0 ? zone.from : zone.until;
    this.#set({ playing: true, trouble: undefined, ...((isAtEnd || isOutside) && { at: from }) });
    this.#tickedAt = performance.now();
    this.#tick = requestAnimationFrame(this.#onTick);
  }

  pause(): void {
    if (!this.state.getState().playing) return;
    this.#stop();
    this.seek(this.state.getState().at);
  }

  toggle(): void {
    if (this.state.getState().playing) this.pause();
    else this.play();
  }

  /**
   * Moves the playhead; the newest wish counts.
   * @param passing another place is about to be asked for, so that a small picture which is there sooner is better; `whole` for
   * the film itself all the same
   */
  seek(at: number, { passing = false }: { passing?: boolean | 'whole' } = {}): void {
    if (this.#closed) return;
    const place = this.#clamp(at);
    this.#steps = 0;
    this.#set({ at: place });
    if (this.state.getState().playing) {
      this.#leave();
      return;
    }
    this.#wanted = { at: place, passing };
    this.#seeking ??= this.#seek().finally(() => {
      this.#seeking = undefined;
    });
  }

  /** Goes on by frames, backwards where negative. @param held a key is held down for it */
  step(frames: number, { held = false } = {}): void {
    if (this.#closed || frames === 0 || (held && Math.abs(this.#steps) >= MOST_HELD_STEPS)) return;
    if (this.state.getState().playing) this.pause();
    this.#steps += frames;
    this.#stepping ??= this.#step().finally(() => {
      this.#stepping = undefined;
    });
  }

  /** Resolves when what was asked for is on show. */
  async settled(): Promise<void> {
    while (this.#seeking || this.#stepping) await (this.#seeking ?? this.#stepping);
  }

  set rate(rate: number) {
    this.#set({ rate: Math.min(RATES.fastest, Math.max(RATES.slowest, rate)) });
    this.#leave();
  }

  set atEnd(atEnd: AtEnd) {
    this.#set({ atEnd, ...(atEnd !== 'ping-pong' && { direction: 1 }) });
  }

  /** The stretch that is played; undefined for all. */
  set zone(zone: Zone | undefined) {
    if (!zone) {
      this.#set({ zone: this.extent });
      return;
    }
    const from = Math.max(this.extent.from, Math.min(zone.from, zone.until));
    const until = Math.min(this.extent.until, Math.max(zone.from, zone.until));
    if (until - from >= SHORTEST_ZONE_MS) this.#set({ zone: { from, until } });
  }

  set volume(volume: number) {
    this.#set({ volume });
    this.#sound.volume = volume;
  }

  /** May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#stop();
    this.#closed = true;
    this.#sound.close();
    this.#readers.close();
  }

  #set(change: Partial<PlayerState>): void {
    this.state.setState(change);
  }

  #clamp(at: number): number {
    return Math.min(Math.max(at, this.extent.from), this.extent.until);
  }

  #stop(): void {
    if (this.#tick !== undefined) cancelAnimationFrame(this.#tick);
    this.#tick = undefined;
    this.#leave();
    this.#sound.rest();
    this.#set({ playing: false, waiting: false });
  }

  /** The part that plays is read no further. */
  #leave(): void {
    this.#running?.reader?.rest();
    this.#running = undefined;
  }

  async #seek(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      const { at, passing } = this.#wanted;
      this.#wanted = undefined;
      await this.#guarded(async () => {
        const part = this.#partNear(at);
        if (!part) {
          this.#show(undefined, undefined, undefined);
          return;
        }
        const { reader, frame } = await this.#frameAt(part, at, passing);
        this.#show(part, reader, frame, passing === true && part.proxy !== undefined);
      });
    }
  }

  async #frameAt(part: FilmPart, at: number, passing: Wanted['passing']) {
    const quality: Quality = passing === true ? 'quick' : 'whole';
    const reader = await this.#readers.of(part, quality);
    return { reader, frame: await reader.at(at - part.startMs, { passing: passing !== false }) };
  }

  async #step(): Promise<void> {
    await this.#seeking;
    while (this.#steps !== 0 && !this.#closed) {
      const direction = this.#steps > 0 ? 1 : -1;
      this.#steps -= direction;
      const isLast = this.#steps === 0 || Math.abs(this.#steps) <= MOST_HELD_STEPS;
      await this.#guarded(() => this.#stepOnce(direction, isLast));
    }
  }

  async #stepOnce(direction: Direction, isShown: boolean): Promise<void> {
    const { shown, at } = this.state.getState();
    const part = this.#parts.find(({ id }) => id === shown?.partId);
    if (!shown || !part) {
      const beside = partBeside(this.#parts, { startMs: at }, direction);
      if (beside) await this.#enter(beside, direction);
      return;
    }
    const reader = await this.#readers.of(part, 'whole');
    const from = shown.exact || !reader.exact ? shown.frame : await reader.at(shown.at - part.startMs);
    const frame = from && (await reader.beside(from.at, direction));
    if (frame) this.#show(part, reader, frame);
    else {
      const beside = partBeside(this.#parts, part, direction);
      if (beside) await this.#enter(beside, direction);
      else if (isShown) this.#steps = 0;
    }
  }

  /** Shows the first (or last) frame of a part. */
  async #enter(part: FilmPart, direction: Direction): Promise<void> {
    const reader = await this.#readers.of(part, 'whole');
    const frame = await reader.at(direction > 0 ? 0 : Math.max(0, part.endMs - part.startMs));
    this.#show(part, reader, frame);
  }

  /** In which part's picture a moment lies; at its very end it is the last frame's. */
  #partNear(at: number): FilmPart | undefined {
    return partAt(this.#parts, at) ?? partAt(this.#parts, at - LAST_MOMENT_MS);
  }

  /** Puts a frame on show, and while nothing plays the playhead on it. */
  #show(part: FilmPart | undefined, reader: FrameReader | undefined, frame: FilmFrame | undefined, isSmall = false) {
    if (this.#closed) return;
    if (!part || !reader || !frame) {
      this.#keeper?.keep(undefined);
      this.#set({ shown: undefined });
      return;
    }
    if (this.#keeper !== reader) this.#keeper?.keep(undefined);
    reader.keep(frame);
    this.#keeper = reader;
    const { playing, shown } = this.state.getState();
    const at = part.startMs + frame.at;
    const exact = reader.exact && !isSmall;
    const isSame = shown?.frame === frame && shown.exact === exact && reader.exact;
    if (!isSame) this.#set({ shown: { partId: part.id, at, frame, exact }, steps: reader.exact ? 'exact' : 'about' });
    if (!playing && exact && !this.#wanted) this.#set({ at });
  }

  readonly #onTick = (now: number) => {
    this.#tick = requestAnimationFrame(this.#onTick);
    const { at, direction, rate, waiting, zone, atEnd } = this.state.getState();
    const elapsed = waiting ? 0 : Math.max(0, now - this.#tickedAt) * rate;
    this.#tickedAt = now;
    const next = moved({ at, direction }, elapsed, zone, atEnd);
    if (next.ended) {
      this.#stop();
      this.seek(next.at);
      return;
    }
    if (next.jumped) this.#leave();
    this.#set({ at: next.at, direction: next.direction });
    if (next.direction > 0) this.#playForth(next.at, rate);
    else this.#playBack(next.at);
  };

  #playForth(at: number, rate: number): void {
    const part = partAt(this.#parts, at);
    if (!part) {
      this.#leave();
      this.#show(undefined, undefined, undefined);
      this.#sound.follow(at, rate);
      if (this.state.getState().waiting) this.#set({ waiting: false });
      return;
    }
    const running = this.#running?.partId === part.id ? this.#running : this.#start(part, at, rate);
    const { reader } = running;
    const frame = reader?.due(at - part.startMs);
    if (reader && frame) this.#show(part, reader, frame);
    const isWaiting = !reader || (!frame && !reader.hasRead(at - part.startMs));
    if (isWaiting) this.#sound.rest();
    else this.#sound.follow(at, rate);
    if (isWaiting !== this.state.getState().waiting) this.#set({ waiting: isWaiting });
  }

  #start(part: FilmPart, at: number, rate: number) {
    this.#leave();
    const running: Running = { partId: part.id, reader: undefined };
    this.#running = running;
    void this.#guarded(async () => {
      const reader = await this.#readers.of(part, 'whole');
      if (this.#running !== running) return;
      reader.run(at - part.startMs, rate);
      running.reader = reader;
    });
    return running;
  }

  /** No decoder goes backwards: as many frames are shown as can be found in time. */
  #playBack(at: number): void {
    this.#sound.rest();
    this.#wanted = { at, passing: true };
    this.#seeking ??= this.#seek().finally(() => {
      this.#seeking = undefined;
    });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.state.getState().trouble !== undefined) this.#set({ trouble: undefined });
    } catch (error) {
      if (this.#closed) return;
      this.#steps = 0;
      this.#stop();
      this.#set({ trouble: error, shown: undefined });
    }
  }
}
