/** The watchers, seen from the benchmark: a process that joins them and reports what they received. */
import { HelperProcess } from '../support/helper-process.ts';
import type { Received } from '../support/peer-link.ts';
import type { Feedback, WatcherOptions } from './watcher.ts';

/** What one watcher got: feedback since it was last asked, media since it joined. */
export interface Watched {
  feedback: Feedback[];
  received: Received;
}

export type AudienceCommand =
  | { type: 'join'; watchers: number; session: Omit<WatcherOptions, 'name'> }
  | { type: 'report' };

export type AudienceReply = { type: 'joined' } | { type: 'reported'; watchers: Watched[] };

const PROCESS = new URL('./audience.process.ts', import.meta.url);

export class Audience {
  readonly #process: HelperProcess<AudienceCommand, AudienceReply>;

  /** Resolves once all are in the session and receive media. */
  static async join(watchers: number, session: Omit<WatcherOptions, 'name'>): Promise<Audience> {
    const audience = new Audience(HelperProcess.start(PROCESS, 'the watchers’ process'));
    try {
      await audience.#process.ask({ type: 'join', watchers, session }, 'joined');
    } catch (error) {
      await audience.close();
      throw error;
    }
    return audience;
  }

  private constructor(process: HelperProcess<AudienceCommand, AudienceReply>) {
    this.#process = process;
  }

  /** What each watcher has received since the last time. */
  async report(): Promise<Watched[]> {
    return (await this.#process.ask({ type: 'report' }, 'reported')).watchers;
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
