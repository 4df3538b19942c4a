/** One process of the plain pipeline, seen from its server. */
import { type ChildProcess, fork } from 'node:child_process';
import type { AnalysedFrame } from '../../../../server/analysis/messages.ts';
import type { AnalysedStream, StreamEvents } from '../../../../server/analysis/port.ts';
import type { SampledStream } from '../../../../server/video/sampler.ts';

export interface PlainSettings {
  /** 1 infers every frame, 3 every third. */
  inferEvery: number;
  /** Ms that make the monotonic clock the server's clock. */
  clockOrigin: number;
}

/** CPU time by part, ms, and frames inferred, since the start. */
export interface PlainUse {
  partCpuMs: { receiveDecode: number; convert: number; scale: number; infer: number };
  analysed: number;
}

export type PlainCommand =
  | { type: 'start'; settings: PlainSettings }
  | { type: 'open'; id: number; stream: SampledStream }
  | { type: 'close'; id: number };

export type PlainEvent =
  | { type: 'ready' }
  | { type: 'opened'; id: number; port: number }
  | { type: 'pose'; id: number; frame: AnalysedFrame }
  | { type: 'use'; use: PlainUse }
  | { type: 'failed'; reason: string };

const PROGRAM = new URL('./plain-worker.process.ts', import.meta.url);
const STARTER = new URL('../../../run-program.mjs', import.meta.url);

export class PlainWorker {
  use: PlainUse = { partCpuMs: { receiveDecode: 0, convert: 0, scale: 0, infer: 0 }, analysed: 0 };
  /** Resolves when the model is loaded. */
  readonly ready: Promise<void>;
  /** Rejects when the process fails or ends, at any time; never resolves. */
  readonly failed: Promise<never>;
  readonly #process: ChildProcess;
  readonly #streams = new Map<number, { events: StreamEvents; opened: (port: number) => void }>();
  #lastId = 0;

  constructor(settings: PlainSettings) {
    this.#process = fork(STARTER, [PROGRAM.href], { execArgv: [], serialization: 'advanced' });
    let become: () => void = () => undefined;
    let fail: (reason: Error) => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      become = resolve;
    });
    this.failed = new Promise((_resolve, reject) => {
      fail = reject;
    });
    this.ready = Promise.race([ready, this.failed]);
    this.#process.on('message', (event: PlainEvent) => this.#hear(event, become, fail));
    this.#process.once('exit', () => fail(new Error('a process of the plain pipeline ended')));
    this.#process.send({ type: 'start', settings } satisfies PlainCommand);
  }

  get streams(): number {
    return this.#streams.size;
  }

  async open(stream: SampledStream, events: StreamEvents): Promise<AnalysedStream> {
    const id = ++this.#lastId;
    const opened = new Promise<number>((resolve) => {
      this.#streams.set(id, { events, opened: resolve });
    });
    this.#process.send({ type: 'open', id, stream } satisfies PlainCommand);
    const port = await Promise.race([opened, this.failed]);
    return {
      port,
      counts: undefined,
      rate: undefined,
      restart: () => undefined,
      pick: async () => false,
      close: () => {
        if (this.#streams.delete(id)) this.#process.send({ type: 'close', id } satisfies PlainCommand);
      },
    };
  }

  #hear(event: PlainEvent, ready: () => void, failed: (reason: Error) => void): void {
    if (event.type === 'ready') ready();
    else if (event.type === 'failed') failed(new Error(event.reason));
    else if (event.type === 'use') this.use = event.use;
    else if (event.type === 'opened') this.#streams.get(event.id)?.opened(event.port);
    else this.#streams.get(event.id)?.events.onAnalysed(event.frame);
  }
}
