import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SidelineError } from '../../shared/contract/errors.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { type Scheduling, schedulingOf, starved } from '../support/scheduling.ts';
import type { SampledStream, SamplerCounts } from '../video/sampler.ts';
import type { AthletePlace, Place } from './athlete-place.ts';
import {
  NO_USAGE,
  type ProcessCommand,
  type ProcessEvent,
  type ProcessSettings,
  type ProcessUsage,
  type StreamRate,
} from './messages.ts';
import type { AnalysedStream, AnalysisPort, LossCause, StreamEvents } from './port.ts';
import type { EngineDescription } from './pose-estimator.ts';
import { WorkMarks } from './work-marks.ts';

interface OpenStream {
  readonly events: StreamEvents;
  readonly framesPerSecond: number;
  counts: SamplerCounts | undefined;
  rate: StreamRate | undefined;
  silent: boolean;
  opened: ((port: number) => void) | undefined;
  failed: (reason: Error) => void;
  /** Ends by its answer, by the time it may take, or with the stream. */
  readonly picks: Map<number, { answered: (found: boolean | undefined) => void; failed: () => void }>;
}

const PROGRAM = fileURLToPath(new URL('./process/main.boot.mjs', import.meta.url));
/** How long a process may take to end what it does when it is asked to stop. */
const STOP_MS = 5_000;
/** Part of a new report in the running mean of the load. */
const LOAD_WEIGHT = 0.3;
/** How long a pick waits for a picture, and how much longer for the process to say so. */
const PICK_MS = 3_000;
const PICK_ANSWER_MS = 1_000;

/**
 * The server's side of one analysis process: a process, not a thread, because it decodes what strangers send and must be
 * ended when it hangs. Node aborts as a whole when a thread is terminated while its UDP socket has something to read, or
 * while ONNX Runtime runs in it.
 */
export class AnalysisWorker {
  /** Resolves when the model is loaded; rejects when the process ends before that. */
  readonly ready: Promise<EngineDescription>;
  /** Resolves with the reason when the process has ended, for whatever reason. */
  readonly ended: Promise<Error>;
  usage: ProcessUsage = NO_USAGE;
  /** Resident memory of the process. */
  rssBytes = 0;
  /** The share of a core that its streams need, a running mean of its reports; above 1, they are looked at less often. */
  load = 0;
  readonly #process: ChildProcess;
  readonly #marks = new WorkMarks();
  readonly #streams = new Map<number, OpenStream>();
  readonly #onClosed: (counts: SamplerCounts) => void;
  #lastId = 0;
  #lastPick = 0;
  #heard = 0;
  #heardAtCheck = 0;
  #silentChecks = 0;
  #scheduling: Scheduling | undefined;
  #state: 'starting' | 'ready' | 'ending' = 'starting';
  #wasReady = false;
  #failure: Error | undefined;
  #becomeReady: (engine: EngineDescription) => void = () => undefined;

  /** @param onClosed Is given the final counts of each stream that was closed. */
  constructor(settings: ProcessSettings, onClosed: (counts: SamplerCounts) => void) {
    this.#onClosed = onClosed;
    this.#process = fork(PROGRAM, {
      serialization: 'advanced',
      execArgv: [],
      env: childEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', this.#marks.descriptor],
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#state = 'ending';
        const reason = this.#failure ?? new Error(`The analysis process ended (${signal ?? `code ${code}`})`);
        const inWork = this.#marks.streams();
        this.#marks.close();
        for (const id of [...this.#streams.keys()]) this.#lose(id, reason, inWork.has(id) ? 'suspected' : 'process');
        resolve(reason);
      });
    });
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      void this.ended.then(reject);
    });
    this.ready.catch(() => undefined); // whoever needs it awaits it; `ended` reports an early end too
    this.#process.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#process.on('message', (event: ProcessEvent) => this.#hear(event));
    this.#command({ type: 'start', settings });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether it takes streams. */
  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Whether it has ever been ready. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Frames a second that its streams need when all athletes move. */
  get framesPerSecond(): number {
    return [...this.#streams.values()].reduce((sum, { framesPerSecond }) => sum + framesPerSecond, 0);
  }

  /**
   * Offers the owner of its newest stream another process with more time for it. Streams without a picture, or without their
   * athlete in it, stay: there the next process could not know who the athlete is.
   */
  offerNewest(port: AnalysisPort): void {
    const movable = [...this.#streams.values()].filter(
      ({ silent, rate }) => rate && rate.reason !== 'absent' && !silent,
    );
    movable.at(-1)?.events.onBetterElsewhere(port);
  }

  /** How often each open stream is looked at, as last reported. */
  get rates(): StreamRate[] {
    return Array.from(this.#streams.values(), (stream) => stream.rate).filter((rate) => rate !== undefined);
  }

  /** What the open streams have counted, as last reported. */
  get counts(): SamplerCounts[] {
    return Array.from(this.#streams.values(), (stream) => stream.counts).filter((counts) => counts !== undefined);
  }

  /** @throws SidelineError `media_unavailable` when it takes no streams; Error when it can't open this one, or ends meanwhile. */
  async open(stream: SampledStream, events: StreamEvents, athlete?: AthletePlace): Promise<AnalysedStream> {
    if (!this.isReady)
      throw new SidelineError('media_unavailable', 'The analysis is starting anew; try again in a moment.');
    const id = ++this.#lastId;
    const port = await new Promise<number>((resolve, reject) => {
      this.#streams.set(id, {
        events,
        framesPerSecond: stream.framesPerSecond,
        counts: undefined,
        rate: undefined,
        silent: false,
        opened: resolve,
        failed: reject,
        picks: new Map(),
      });
      this.#command({ type: 'open', id, stream, athlete });
    });
    const opened = this.#streams.get(id);
    return {
      port,
      get counts() {
        return opened?.counts;
      },
      get rate() {
        return opened?.rate;
      },
      restart: () => this.#command({ type: 'restart', id }),
      pick: (place) => this.#pick(id, place),
      close: () => {
        if (this.#streams.has(id)) this.#command({ type: 'close', id });
        this.#forget(id);
      },
    };
  }

  async #pick(id: number, place: Place): Promise<boolean> {
    const picks = this.#streams.get(id)?.picks;
    const request = ++this.#lastPick;
    return await new Promise<boolean>((answered, reject) => {
      const failed = () =>
        reject(new SidelineError('media_unavailable', 'No picture of the athlete comes at the moment.'));
      if (!picks) return failed();
      const late = setTimeout(failed, PICK_MS + PICK_ANSWER_MS);
      picks.set(request, {
        answered: (found) => {
          clearTimeout(late);
          if (found === undefined) failed();
          else answered(found);
        },
        failed: () => {
          clearTimeout(late);
          failed();
        },
      });
      this.#command({ type: 'pick', id, request, place, withinMs: PICK_MS });
    }).finally(() => picks?.delete(request));
  }

  /** Asks the process to end, waits for it, and ends it by force if it does not. */
  async stop(): Promise<void> {
    this.#state = 'ending';
    this.#command({ type: 'stop' });
    const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await this.ended;
    clearTimeout(force);
  }

  /**
   * Whether the process hangs; to be asked at a steady pace. Silent at one check, it may be the server that was held up, and
   * the messages are read before the next; silent at two in a row, it hangs, unless the system gives it hardly any time.
   */
  checkHanging(): boolean {
    const silent = this.isReady && this.#heard === this.#heardAtCheck;
    const before = this.#scheduling;
    this.#scheduling = silent ? schedulingOf(this.pid) : undefined;
    this.#silentChecks = silent && !starved(before, this.#scheduling) ? this.#silentChecks + 1 : 0;
    this.#heardAtCheck = this.#heard;
    return this.#silentChecks >= 2;
  }

  /** Ends the process by force, as one that hangs. */
  kill(reason: Error): void {
    this.#state = 'ending';
    this.#failure ??= reason;
    this.#process.kill('SIGKILL');
  }

  #command(command: ProcessCommand): void {
    if (this.#process.connected) this.#process.send(command);
  }

  #hear(event: ProcessEvent): void {
    this.#heard += 1;
    switch (event.type) {
      case 'ready':
        if (this.#state === 'starting') this.#state = 'ready';
        this.#wasReady = true;
        this.#becomeReady(event.engine);
        return;
      case 'failed':
        this.#failure ??= new Error(event.message);
        return;
      case 'opened':
        this.#opened(event.id, event.port);
        return;
      case 'refused':
        this.#lose(event.id, new Error(event.message), event.fault ?? 'refused');
        return;
      case 'closed':
        this.#onClosed(event.counts);
        return;
      case 'pose':
        this.#streams.get(event.id)?.events.onAnalysed(event.frame);
        return;
      case 'key frame needed':
        this.#streams.get(event.id)?.events.onKeyFrameNeeded();
        return;
      case 'picked':
        this.#streams.get(event.id)?.picks.get(event.request)?.answered(event.found);
        return;
      case 'report':
        this.usage = event.usage;
        this.rssBytes = event.rssBytes;
        this.load += (event.load - this.load) * LOAD_WEIGHT;
        for (const { id, counts, rate, silent } of event.streams) {
          const stream = this.#streams.get(id);
          if (stream) Object.assign(stream, { counts, rate, silent });
        }
        return;
    }
  }

  #opened(id: number, port: number): void {
    const stream = this.#streams.get(id);
    stream?.opened?.(port);
    if (stream) stream.opened = undefined;
  }

  #lose(id: number, reason: Error, cause: LossCause): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#forget(id);
    if (stream.counts) this.#onClosed(stream.counts);
    if (stream.opened) stream.failed(reason);
    else stream.events.onLost(reason, cause);
  }

  #forget(id: number): void {
    for (const pick of this.#streams.get(id)?.picks.values() ?? []) pick.failed();
    this.#streams.delete(id);
  }
}
