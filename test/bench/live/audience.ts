/** The watchers, seen from the benchmark: a process that joins them and tells what they received. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Received } from './media-sink.ts';
import type { Feedback, WatcherOptions } from './watcher.ts';

/** What one watcher got: feedback since it was last asked, media since it joined. */
export interface Watched {
  feedback: Feedback[];
  received: Received;
}

export type AudienceCommand =
  | { type: 'join'; watchers: number; session: Omit<WatcherOptions, 'name'> }
  | { type: 'tell' };

export type AudienceReply =
  | { type: 'joined' }
  | { type: 'told'; watchers: Watched[] }
  | { type: 'failed'; reason: string };

const PROCESS = fileURLToPath(new URL('./audience.process.ts', import.meta.url));
const TSX = fileURLToPath(import.meta.resolve('tsx'));

export class Audience {
  readonly #process: ChildProcess;

  /** Resolves once all are in the session and receive media. */
  static async join(watchers: number, session: Omit<WatcherOptions, 'name'>): Promise<Audience> {
    const audience = new Audience(fork(PROCESS, { execArgv: ['--import', TSX] }));
    try {
      await audience.#ask({ type: 'join', watchers, session });
    } catch (error) {
      await audience.close();
      throw error;
    }
    return audience;
  }

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** What each watcher has received since the last time. */
  async tell(): Promise<Watched[]> {
    const reply = await this.#ask({ type: 'tell' });
    return reply.type === 'told' ? reply.watchers : [];
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  async #ask(command: AudienceCommand): Promise<AudienceReply> {
    const answered = new AbortController();
    const { signal } = answered;
    try {
      this.#process.send(command);
      const reply = await Promise.race([
        once(this.#process, 'message', { signal }).then(([message]) => message as AudienceReply),
        once(this.#process, 'exit', { signal }).then(([code]) => {
          throw new Error(`the watchers' process ended with code ${code}`);
        }),
      ]);
      if (reply.type === 'failed') throw new Error(`the watchers could not go on: ${reply.reason}`);
      return reply;
    } finally {
      answered.abort();
    }
  }
}
