/** Plays the parts of one participant on the session's clock, frame by frame, with the sound of all. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { extentOf, type FilmPart, partAt, picturedOf } from '../parts.ts';
import { type AtEnd, isSameZone, moved, within, type Zone } from './clock.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';
import { frameBeside } from './frame-steps.ts';
import { PartRunner } from './part-runner.ts';
import { type PlayerOptions, type PlayerState, RATES } from './player-state.ts';
import { Readers } from './readers.ts';
import { FilmSound, type SoundPart } from './sound.ts';

/** A held key asks for no more steps than this in advance, so that it stops when it is let go. */
const MOST_HELD_STEPS = 2;
/** A zone is no shorter than this, ms. */
const SHORTEST_ZONE_MS = 100;
/** A moment that is this near to a part's end lies on its last frame, ms. */
const LAST_MOMENT_MS = 1;
/** The clocks of pictures and keypoints are 2 ms apart at most. No film has frames as short as this, ms. */
const CLOCKS_MS = 4;

interface SeekOptions {
  /**
   * Another place is about to be asked for, so that a small picture which is there sooner is better; `whole` for the film
   * itself all the same.
   */
  passing?: boolean | 'whole';
  /** Something happened then, by another clock than the film's: a frame that begins right after it is meant. */
  event?: boolean;
}

interface Wanted extends Required<SeekOptions> {
  readonly at: number;
}

export class Player {
  readonly state: StoreApi<PlayerState>;
  #parts: readonly FilmPart[];
  readonly #readers: Readers;
  readonly #sound: FilmSound;
  readonly #runner: PartRunner;
  #wanted: Wanted | undefined;
  /** What was gone to, and the playhead that came of it, ms of the session. */
  #event: { readonly moment: number; readonly at: number } | undefined;
  #seeking: Promise<void> | undefined;
  #steps = 0;
  #stepping: Promise<void> | undefined;
  #keeper: FrameReader | undefined;
  #tick: number | undefined;
  #tickedAt = 0;
  #closed = false;

  constructor({ parts, sounds, fresh, startAt }: PlayerOptions) {
    this.#parts = picturedOf(parts);
    this.#readers = new Readers(fresh);
    this.#runner = new PartRunner(this.#readers, (error) => this.#fail(error));
    this.#sound = new FilmSound(sounds);
    const extent = extentOf(parts);
    this.state = createStore<PlayerState>(() => ({
      at: within(startAt ?? extent.from, extent),
      ...{ shown: undefined, playing: false, waiting: false, trouble: undefined, steps: 'exact' },
      ...{ rate: 1, direction: 1, atEnd: 'stop', extent, zone: extent, volume: 1 },
    }));
    this.goTo(this.state.getState().at);
  }

  /** From the first frame to the last, ms of the session. */
  get extent(): Zone {
    return this.state.getState().extent;
  }

  get hasSound(): boolean {
    return !this.#sound.isEmpty;
  }

  /** Takes what there is by now of a session that is being recorded. What is on show stays. */
  grow(parts: readonly FilmPart[], sounds: readonly (readonly SoundPart[])[]): void {
    if (this.#closed) return;
    this.#parts = picturedOf(parts);
    this.#sound.lanes = sounds;
    const { extent: before, zone, shown, playing, at } = this.state.getState();
    const extent = extentOf(parts);
    if (isSameZone(extent, before)) return;
    this.#set({ extent, zone: isSameZone(zone, before) ? extent : zone });
    if (!shown && !playing) this.seek(at);
  }

  play(): void {
    const { playing, at, zone, direction } = this.state.getState();
    if (playing || this.#closed) return;
    const isAtEnd = direction > 0 ? at >= zone.until - LAST_MOMENT_MS : at <= zone.from;
    const isOutside = at < zone.from || at > zone.until;
    this.#wanted = undefined;
    this.#runner.leave();
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

  /** Goes to the frame on which something happened. @param moment ms of the session */
  goTo(moment: number): void {
    this.seek(moment, { event: true });
  }

  /** What `goTo` went to, while its frame is on show, which may begin long before it; else the playhead. Ms of the session. */
  get moment(): number {
    const { at } = this.state.getState();
    return at === this.#event?.at ? this.#event.moment : at;
  }

  /** Moves the playhead; the newest wish counts. */
  seek(at: number, { passing = false, event = false }: SeekOptions = {}): void {
    if (this.#closed) return;
    const place = within(at, this.extent);
    this.#steps = 0;
    this.#set({ at: place });
    if (this.state.getState().playing) {
      this.#runner.leave();
      return;
    }
    this.#want({ at: place, passing, event });
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
    this.#runner.leave();
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

  #stop(): void {
    if (this.#tick !== undefined) cancelAnimationFrame(this.#tick);
    this.#tick = undefined;
    this.#runner.leave();
    this.#sound.rest();
    this.#set({ playing: false, waiting: false });
  }

  #want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#seeking ??= this.#seek().finally(() => {
      this.#seeking = undefined;
    });
  }

  async #seek(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      const { at, passing, event } = this.#wanted;
      this.#wanted = undefined;
      await this.#guarded(async () => {
        const part = this.#partNear(at);
        if (!part) {
          this.#show(undefined, undefined, undefined);
          return;
        }
        const reader = await this.#readers.of(part, passing === true ? 'quick' : 'whole');
        const frame = await reader.at(at - part.startMs + (event ? CLOCKS_MS : 0), { passing: passing !== false });
        this.#show(part, reader, frame, passing === true && part.proxy !== undefined);
        if (event) this.#event = { moment: at, at: this.state.getState().at };
      });
    }
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

  async #stepOnce(direction: Direction, isLast: boolean): Promise<void> {
    const { shown, at } = this.state.getState();
    const found = await frameBeside({ parts: this.#parts, readers: this.#readers, shown, at, direction });
    if (found) this.#show(found.part, found.reader, found.frame);
    else if (isLast) this.#steps = 0;
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
    if (next.jumped) this.#runner.leave();
    this.#set({ at: next.at, direction: next.direction });
    if (next.direction > 0) this.#playForth(next.at, rate);
    else {
      // No decoder goes backwards: as many frames are shown as can be found in time.
      this.#sound.rest();
      this.#want({ at: next.at, passing: true, event: false });
    }
  };

  #playForth(at: number, rate: number): void {
    const part = partAt(this.#parts, at);
    if (!part) {
      this.#runner.leave();
      this.#show(undefined, undefined, undefined);
      this.#sound.follow(at, rate);
      if (this.state.getState().waiting) this.#set({ waiting: false });
      return;
    }
    const reader = this.#runner.readerOf(part, at, rate);
    let frame: FilmFrame | undefined;
    try {
      frame = reader?.due(at - part.startMs);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (reader && frame) this.#show(part, reader, frame);
    const isWaiting = !reader || (!frame && !reader.hasRead(at - part.startMs));
    if (isWaiting) this.#sound.rest();
    else this.#sound.follow(at, rate);
    if (isWaiting !== this.state.getState().waiting) this.#set({ waiting: isWaiting });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.state.getState().trouble !== undefined) this.#set({ trouble: undefined });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#steps = 0;
    this.#stop();
    this.#set({ trouble: error, shown: undefined });
  }
}
