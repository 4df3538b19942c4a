/** Plays a lesson: its voice is the clock, and the room does what its log says. No React. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LessonCut, LessonLog } from '../../../shared/contract/lessons.ts';
import { type Kept, keptOf } from '../../../shared/lesson/cuts.ts';
import { LessonReading, type LessonView, type Motion } from '../../../shared/lesson/lesson-view.ts';
import type { FollowingPlayer } from '../compare/compared.ts';
import type { SketchState } from '../ink/sketch.ts';
import { type FilmAddress, FilmGoneError } from '../player/film-address.ts';
import type { Player } from '../player/player.ts';

export interface LessonPlayerState {
  /** Ms of the take. */
  readonly t: number;
  readonly playing: boolean;
  readonly view: LessonView;
  /** What keeps the voice from being heard. */
  readonly trouble: unknown;
}

export interface LessonPlayerOptions {
  id: string;
  log: LessonLog;
  durationMs: number;
  cuts: readonly LessonCut[];
  voice: FilmAddress;
  player: Player;
}

/** A stretch ends so near to where the voice says it is, ms. */
const END_MS = 20;

export class LessonPlayer {
  /** Of the lesson. */
  readonly id: string;
  readonly state: StoreApi<LessonPlayerState>;
  /** What is drawn at this time, as what is drawn over the film. */
  readonly sketch: { readonly state: StoreApi<SketchState> };
  readonly durationMs: number;
  readonly #reading: LessonReading;
  readonly #player: Player;
  readonly #voice: HTMLAudioElement;
  readonly #address: FilmAddress;
  #kept: readonly Kept[];
  #second: Pick<FollowingPlayer, 'seek'> | undefined;
  #moved: { first?: Motion; second?: Motion } = {};
  #tick: number | undefined;
  /** A new link was asked for, and nothing has been read by it yet. */
  #renewed = false;
  #closed = false;

  constructor({ id, log, durationMs, cuts, voice, player }: LessonPlayerOptions) {
    this.id = id;
    this.#reading = new LessonReading(log);
    this.#player = player;
    this.#kept = keptOf(durationMs, cuts);
    this.durationMs = durationMs;
    this.#address = voice;
    const begin = this.#kept[0]?.from ?? 0;
    const view = this.#reading.at(begin);
    this.state = createStore(() => ({ t: begin, playing: false, view, trouble: undefined }));
    this.sketch = { state: createStore(() => ({ ink: view.ink, at: view.inkAt })) };
    player.pause();
    this.#voice = Object.assign(new Audio(voice.url), { preload: 'auto' });
    this.#voice.addEventListener('error', this.#onError);
    this.#voice.addEventListener('loadedmetadata', this.#onRead);
    this.#voice.addEventListener('ended', this.#onEnded);
    this.#voice.currentTime = begin / 1_000;
    this.#show(begin);
  }

  /** What the cuts leave, ms of the take. */
  get kept(): readonly Kept[] {
    return this.#kept;
  }

  set cuts(cuts: readonly LessonCut[]) {
    this.#kept = keptOf(this.durationMs, cuts);
    this.seek(this.state.getState().t);
  }

  /** What is compared with; undefined while that is not there. */
  set second(second: Pick<FollowingPlayer, 'seek'> | undefined) {
    this.#second = second;
    this.#moved = {};
    this.#show(this.state.getState().t);
  }

  play(): void {
    if (this.#closed || this.state.getState().playing) return;
    const last = this.#kept.at(-1)?.to ?? 0;
    if (this.state.getState().t >= last - END_MS) this.seek(this.#kept[0]?.from ?? 0);
    this.state.setState({ playing: true, trouble: undefined });
    this.#start();
    this.#tick = requestAnimationFrame(this.#onTick);
  }

  pause(): void {
    if (!this.state.getState().playing) return;
    if (this.#tick !== undefined) cancelAnimationFrame(this.#tick);
    this.#tick = undefined;
    this.#voice.pause();
    this.state.setState({ playing: false });
    // The last picture is shown exactly.
    this.#moved = {};
    this.#show(this.state.getState().t);
  }

  toggle(): void {
    if (this.state.getState().playing) this.pause();
    else this.play();
  }

  /** @param t ms of the take; what is cut out leads to what comes after it */
  seek(t: number): void {
    if (this.#closed) return;
    const to = this.#within(t);
    this.#voice.currentTime = to / 1_000;
    this.#show(to);
  }

  /** May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.pause();
    this.#closed = true;
    this.#voice.removeEventListener('error', this.#onError);
    this.#voice.removeEventListener('loadedmetadata', this.#onRead);
    this.#voice.removeEventListener('ended', this.#onEnded);
    this.#voice.removeAttribute('src');
    // Without this the browser goes on to read the file.
    this.#voice.load();
  }

  #start(): void {
    this.#voice.play().catch((error: unknown) => {
      // A pause that comes before the voice has begun is no failure, and what can't be read says so by an event.
      if (error instanceof DOMException && error.name !== 'NotAllowedError') return;
      this.pause();
      this.state.setState({ trouble: error });
    });
  }

  #within(t: number): number {
    return Math.max(t, this.#kept.find(({ to }) => t < to)?.from ?? this.#kept.at(-1)?.to ?? 0);
  }

  readonly #onTick = () => {
    this.#tick = requestAnimationFrame(this.#onTick);
    const now = this.#voice.currentTime * 1_000;
    const stretch = this.#kept.find(({ to }) => now < to - END_MS);
    if (!stretch) {
      this.#onEnded();
      return;
    }
    if (now < stretch.from - END_MS) {
      if (!this.#voice.seeking) this.#voice.currentTime = stretch.from / 1_000;
      return;
    }
    this.#show(now);
  };

  readonly #onEnded = () => {
    this.pause();
    this.#show(this.#kept.at(-1)?.to ?? this.durationMs);
  };

  readonly #onRead = () => {
    this.#renewed = false;
    const { t, playing } = this.state.getState();
    if (Math.abs(this.#voice.currentTime * 1_000 - t) > END_MS) this.#voice.currentTime = t / 1_000;
    if (playing && this.#voice.paused) this.#start();
  };

  /** The link may have run out: another is asked for, once until something was read by it. */
  readonly #onError = () => void this.#renew();

  async #renew(): Promise<void> {
    try {
      const url = this.#renewed ? undefined : await this.#address.again();
      this.#renewed = true;
      if (this.#closed) return;
      if (url === undefined) throw new FilmGoneError('the voice is gone');
      this.#voice.src = url;
    } catch (error) {
      if (this.#closed) return;
      this.pause();
      this.state.setState({ trouble: error });
    }
  }

  #show(t: number): void {
    if (this.#closed) return;
    const view = this.#reading.at(t);
    const { playing } = this.state.getState();
    this.#follow(this.#player, 'first', view.first, playing);
    if (this.#second && view.second) this.#follow(this.#second, 'second', view.second, playing);
    const drawn = this.sketch.state.getState();
    if (drawn.ink !== view.ink) this.sketch.state.setState({ ink: view.ink, at: view.inkAt });
    this.state.setState({ t, view });
  }

  #follow(player: Pick<FollowingPlayer, 'seek'>, which: 'first' | 'second', motion: Motion, playing: boolean): void {
    const before = this.#moved[which];
    const isPassing = playing && motion.rate !== 0;
    if (before && before.at === motion.at && (before.rate === 0) === (motion.rate === 0)) return;
    this.#moved = { ...this.#moved, [which]: motion };
    player.seek(motion.at, { passing: isPassing ? 'whole' : false });
  }
}
