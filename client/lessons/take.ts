/** Records one take: the microphone, and what is done in the room. No React. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type LessonEntry, LONGEST_LESSON_MS } from '../../shared/contract/lessons.ts';
import type { Explanation } from '../explain.ts';
import { type Captured, openMicrophone } from '../lobby/capture.ts';
import { endedError, explainCapture } from '../lobby/capture-errors.ts';
import { type Room, TakeLog } from '../review/lesson/take-log.ts';
import { fillOf, segmentsOf } from './take-parts.ts';
import type { TakeHead, TakePiece, TakeStore } from './take-store.ts';

export interface TakeState {
  /** `full`: it has as much as a lesson may have. */
  readonly phase: 'paused' | 'opening' | 'recording' | 'full';
  /** Ms. */
  readonly lengthMs: number;
  /** Why it does not go on. */
  readonly trouble: Explanation | undefined;
  /** The microphone while it records. */
  readonly track: MediaStreamTrack | undefined;
}

/** How often sound and log are kept, ms: no more than this is lost. */
const PIECE_MS = 1_000;
/** A recorder that says nothing for so long has stood still, as when the device slept, ms. */
const ASLEEP_MS = 8_000;
/** Of what browsers can record, the first that they can. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** Speech sounds well at this; bits a second. */
const VOICE_BIT_RATE = 48_000;

const ASLEEP: Explanation = {
  title: 'The recording stopped',
  advice: 'The device slept for a while. What was recorded before is kept. Press “Try again” to record further.',
};
const NO_ROOM: Explanation = {
  title: 'This device has no room for more',
  advice: 'What was recorded before is kept. Save the lesson, or make room on the device, then press “Try again”.',
};
const FULL: Explanation = {
  title: 'The lesson is full',
  advice: 'A lesson takes 15 minutes at most, or as much as can be drawn in that time. Save it, then begin another.',
};
const UNABLE: Explanation = {
  title: 'This browser can’t record a voice',
  advice: 'Open this page in a newer browser.',
};

/** One recording without a break. */
interface Running {
  readonly number: number;
  readonly recorder: MediaRecorder;
  readonly captured: Captured;
  readonly log: TakeLog;
  /** When it began, ms of the monotonic clock and of the device's. */
  readonly begunAt: number;
  heardAt: number;
  /** One of its pieces could not be kept: what comes after it can't be read without that one. */
  isBroken: boolean;
  readonly watch: ReturnType<typeof setInterval>;
}

/** Where pieces are kept. */
export type Kept = Pick<TakeStore, 'begin' | 'add' | 'pieces'>;

export class Take {
  readonly head: TakeHead;
  readonly state: StoreApi<TakeState>;
  readonly #store: Kept;
  #pieces: number;
  #segments: number;
  /** Of the segments that are over, ms. */
  #beforeMs: number;
  #fill: number;
  #running: Running | undefined;
  /** Counts pauses: a microphone or recorder that comes after one is not wanted any more. */
  #pauses = 0;
  /** Pieces are kept one after the other. */
  #keeping: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #closed = false;

  private constructor(head: TakeHead, store: Kept, pieces: readonly TakePiece[]) {
    const segments = segmentsOf(pieces);
    this.head = head;
    this.#store = store;
    this.#pieces = pieces.length;
    this.#segments = (pieces.at(-1)?.segment ?? -1) + 1;
    this.#beforeMs = segments.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    this.#fill = fillOf(segments.flatMap(({ entries }) => entries));
    this.state = createStore(() => ({
      ...{ phase: 'paused', lengthMs: this.#beforeMs, trouble: undefined, track: undefined },
    }));
  }

  /** A new one. @throws DOMException when this device keeps nothing */
  static async begin(head: TakeHead, store: Kept): Promise<Take> {
    await store.begin(head);
    return new Take(head, store, []);
  }

  /** One that was begun earlier. */
  static async resume(head: TakeHead, store: Kept): Promise<Take> {
    return new Take(head, store, await store.pieces(head.id));
  }

  /** Records on, or says why it does not. */
  async record(room: Room): Promise<void> {
    if (this.#running || this.#closed || this.state.getState().phase !== 'paused') return;
    this.#set({ phase: 'opening', trouble: undefined });
    const mimeType =
      typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    if (mimeType === undefined) {
      this.#set({ phase: 'paused', trouble: UNABLE });
      return;
    }
    const pauses = this.#pauses;
    const isWanted = () => pauses === this.#pauses && !this.#closed;
    let captured: Captured | undefined;
    try {
      captured = await openMicrophone(undefined);
      if (isWanted()) this.#start(captured, { mimeType, room, isWanted });
      else captured.close();
    } catch (error) {
      captured?.close();
      if (isWanted()) this.#set({ phase: 'paused', trouble: explainCapture(error, 'microphone') });
    }
  }

  /** Also while the microphone is asked for. Resolves when all that was recorded is kept. */
  async pause(): Promise<void> {
    this.#pauses += 1;
    if (this.state.getState().phase === 'opening') this.#set({ phase: 'paused' });
    if (this.#running) this.#ending ??= this.#end(this.#running);
    await this.#ending;
    this.#ending = undefined;
    await this.#keeping;
  }

  /** What was recorded stays kept. May be called twice. */
  close(): void {
    this.#closed = true;
    void this.pause();
  }

  #set(change: Partial<TakeState>): void {
    this.state.setState(change);
  }

  #start(
    captured: Captured,
    { mimeType, room, isWanted }: { mimeType: string; room: Room; isWanted(): boolean },
  ): void {
    const recorder = new MediaRecorder(new MediaStream([captured.track]), {
      mimeType,
      audioBitsPerSecond: VOICE_BIT_RATE,
    });
    const number = this.#segments;
    this.#segments += 1;
    recorder.addEventListener('start', () => {
      if (!isWanted()) {
        recorder.stop();
        captured.close();
        return;
      }
      const begunAt = performance.now();
      const running: Running = {
        ...{ number, recorder, captured, begunAt, heardAt: Date.now(), isBroken: false },
        log: new TakeLog(room, () => performance.now() - begunAt),
        watch: setInterval(() => this.#watch(running), PIECE_MS),
      };
      this.#running = running;
      room.stage.setState({ recording: true });
      this.#set({ phase: 'recording', track: captured.track });
      recorder.addEventListener('dataavailable', ({ data }) => this.#keep(running, data));
      recorder.addEventListener('stop', () => room.stage.setState({ recording: false }));
      // A microphone that was unplugged or taken away ends; the recorder of some browsers goes on in silence.
      captured.track.addEventListener('ended', () => this.#stop(explainCapture(endedError(), 'microphone')));
      recorder.addEventListener('error', () => this.#stop(explainCapture(endedError(), 'microphone')));
    });
    recorder.start(PIECE_MS);
  }

  #watch(running: Running): void {
    if (this.#running !== running) return;
    if (Date.now() - running.heardAt > ASLEEP_MS) {
      this.#stop(ASLEEP);
      return;
    }
    const lengthMs = this.#beforeMs + performance.now() - running.begunAt;
    this.#set({ lengthMs });
    // The last second comes with the end.
    if (lengthMs >= LONGEST_LESSON_MS - 2 * PIECE_MS || this.#fill >= 0.98) this.#stop(FULL, 'full');
  }

  #stop(trouble: Explanation, phase: 'paused' | 'full' = 'paused'): void {
    if (!this.#running) return;
    void this.pause().then(() => this.#set({ phase, trouble }));
  }

  /** Keeps a second of sound with what was done in it. */
  #keep(running: Running, sound: Blob): void {
    running.heardAt = Date.now();
    const entries: LessonEntry[] = running.log.taken();
    if (sound.size === 0 && entries.length === 0) return;
    this.#fill += fillOf(entries);
    const untilMs = performance.now() - running.begunAt;
    this.#keeping = this.#keeping.then(async () => {
      if (running.isBroken) return;
      const piece = { take: this.head.id, number: this.#pieces, segment: running.number, sound, entries, untilMs };
      try {
        await this.#store.add(piece);
        this.#pieces += 1;
      } catch (error) {
        console.info('sideline:', error);
        running.isBroken = true;
        this.#stop(NO_ROOM);
      }
    });
  }

  async #end(running: Running): Promise<void> {
    clearInterval(running.watch);
    const { recorder, captured, log } = running;
    if (recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
      recorder.stop();
      await stopped;
    }
    log.close();
    captured.close();
    this.#running = undefined;
    this.#beforeMs += performance.now() - running.begunAt;
    this.#set({ phase: 'paused', lengthMs: this.#beforeMs, track: undefined });
  }
}
