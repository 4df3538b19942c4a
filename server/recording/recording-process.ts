import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionMs } from '../../shared/time/moments.ts';
import type { ExpectedSound } from '../rtp/sound-receiver.ts';
import { childEnvironment } from '../support/child-environment.ts';
import type { PartEnd, PartFacts, PartOrder, RecordingCommand, RecordingEvent } from './messages.ts';

/** What becomes of a part. */
export interface PartEvents {
  /** Frames are held back until the publisher sends a key frame. */
  onKeyFrameNeeded(): void;
  /** The file exists from now on. */
  onBegan(startedAt: SessionMs): void;
  /**
   * The part ended by itself, once at most. Its file is whole but where its process ended (`process`): then it is to be mended.
   * Without facts there is no file.
   */
  onEnded(why: PartEnd | 'process', facts: PartFacts | undefined): void;
}

/** A part that is being recorded. */
export interface RecordedPart {
  /** UDP port on 127.0.0.1 that it is received on. */
  readonly port: number;
  /** As last reported; `undefined` before it began. */
  readonly facts: PartFacts | undefined;
  /** Which sound belongs to it from now on. */
  listen(sound: ExpectedSound | undefined): void;
  /**
   * Ends the events and makes the file whole. May be called twice.
   * @returns what is in the file; `undefined` when nothing came, and there is none
   * @throws Error when the process ends before the file is whole: then it is to be mended
   */
  close(): Promise<PartFacts | undefined>;
}

interface OpenPart {
  readonly events: PartEvents;
  readonly opened: (port: number) => void;
  readonly failed: (error: Error) => void;
  facts: PartFacts | undefined;
  closing: { resolve: (facts: PartFacts | undefined) => void; reject: (error: Error) => void } | undefined;
}

const PROGRAM = fileURLToPath(new URL('./process/main.boot.mjs', import.meta.url));
const REPORT_EVERY_MS = 500;
/** A process that reports nothing for this long hangs, also on a busy machine. */
const HANG_MS = 8_000;
/** How long a process may take to make its files whole. */
const STOP_MS = 5_000;

/** The server's side of one recording process: a process, since it reads what strangers send and waits for the disk. */
export class RecordingProcess {
  readonly #ended: Promise<void>;
  /** CPU time so far, ms. */
  cpuMs = 0;
  readonly #process: ChildProcess;
  readonly #parts = new Map<number, OpenPart>();
  readonly #mending = new Map<number, OpenPart['closing']>();
  #hanging: NodeJS.Timeout | undefined;
  #lastId = 0;
  #gone: Error | undefined;
  #failure: Error | undefined;

  /**
   * @param clockOrigin ms that make the monotonic clock the server's
   * @param onEnded it has ended, for whatever reason; its parts hear of it after that
   */
  constructor(clockOrigin: number, onEnded: (reason: Error) => void) {
    this.#process = fork(PROGRAM, {
      serialization: 'advanced',
      execArgv: [],
      env: childEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        clearTimeout(this.#hanging);
        this.#gone = this.#failure ?? new Error(`The recording process ended (${signal ?? `code ${code}`})`);
        onEnded(this.#gone);
        for (const id of [...this.#parts.keys()]) this.#lose(id, this.#gone);
        for (const mending of this.#mending.values()) mending?.reject(this.#gone);
        resolve();
      });
    });
    this.#process.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#process.on('message', (event: RecordingEvent) => this.#hear(event));
    this.#command({ type: 'start', clockOrigin, reportEveryMs: REPORT_EVERY_MS });
    this.#expectReport();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Parts that are being recorded. */
  get parts(): number {
    return this.#parts.size;
  }

  /** @throws SidelineError `media_unavailable` when the process can't record the part, or has ended */
  async open(order: PartOrder, events: PartEvents): Promise<RecordedPart> {
    const id = ++this.#lastId;
    const port = await new Promise<number>((opened, reject) => {
      const failed = (cause: Error) =>
        reject(new SidelineError('media_unavailable', 'The recording can not begin now.', { cause }));
      if (this.#gone) return failed(this.#gone);
      this.#parts.set(id, { events, opened, failed, facts: undefined, closing: undefined });
      this.#command({ type: 'open', id, order });
    });
    const part = this.#parts.get(id);
    let closed: Promise<PartFacts | undefined> | undefined;
    return {
      port,
      get facts() {
        return part?.facts;
      },
      listen: (sound) => this.#command({ type: 'sound', id, sound }),
      close: () => {
        closed ??= this.#close(id);
        return closed;
      },
    };
  }

  /**
   * Makes a file whole that another process left when it was killed.
   * @returns what is in it; `undefined` when nothing in it plays
   * @throws Error when the process ends before
   */
  mend(path: string): Promise<PartFacts | undefined> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#gone);
      this.#mending.set(id, { resolve, reject });
      this.#command({ type: 'mend', id, path });
    });
  }

  /** Makes all files whole, and ends the process, by force if it does not. */
  async stop(): Promise<void> {
    this.#command({ type: 'stop' });
    const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await this.#ended;
    clearTimeout(force);
  }

  #close(id: number): Promise<PartFacts | undefined> {
    const part = this.#parts.get(id);
    if (!part) return Promise.resolve(undefined); // it ended by itself
    return new Promise((resolve, reject) => {
      part.closing = { resolve, reject };
      this.#command({ type: 'close', id });
    });
  }

  #command(command: RecordingCommand): void {
    if (this.#process.connected) this.#process.send(command);
  }

  #expectReport(): void {
    clearTimeout(this.#hanging);
    this.#hanging = setTimeout(() => {
      this.#failure ??= new Error('The recording process hangs.');
      this.#process.kill('SIGKILL');
    }, HANG_MS);
  }

  #hear(event: RecordingEvent): void {
    this.#expectReport();
    switch (event.type) {
      case 'ready':
        return;
      case 'opened':
        this.#parts.get(event.id)?.opened(event.port);
        return;
      case 'refused':
        this.#parts.get(event.id)?.failed(new Error(event.message));
        this.#parts.delete(event.id);
        return;
      case 'key frame needed':
        this.#parts.get(event.id)?.events.onKeyFrameNeeded();
        return;
      case 'began':
        this.#parts.get(event.id)?.events.onBegan(event.startedAt);
        return;
      case 'ended':
        this.#end(event.id, event.why ?? 'failed', event.facts);
        return;
      case 'mended':
        if (event.message === undefined) this.#mending.get(event.id)?.resolve(event.facts);
        else this.#mending.get(event.id)?.reject(new Error(event.message));
        this.#mending.delete(event.id);
        return;
      case 'report':
        this.cpuMs = event.cpuMs;
        for (const { id, facts } of event.parts) {
          const part = this.#parts.get(id);
          if (part) part.facts = facts;
        }
        return;
    }
  }

  #end(id: number, why: PartEnd, facts: PartFacts | undefined): void {
    const part = this.#parts.get(id);
    this.#parts.delete(id);
    if (part?.closing) part.closing.resolve(facts);
    else part?.events.onEnded(why, facts);
  }

  #lose(id: number, reason: Error): void {
    const part = this.#parts.get(id);
    this.#parts.delete(id);
    part?.failed(reason);
    if (part?.closing) part.closing.reject(reason);
    else part?.events.onEnded('process', part.facts);
  }
}
