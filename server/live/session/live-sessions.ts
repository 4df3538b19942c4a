/** The sessions that are live in this process. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import { type Audience, LiveSession, type SessionDetails, type SessionServices } from './live-session.ts';

export class LiveSessions {
  readonly #services: SessionServices;
  readonly #audience: (sessionId: string) => Audience;
  readonly #sessions = new Map<string, LiveSession>();
  #closing: Promise<void> | undefined;

  /** @param audience where a session's events go */
  constructor(services: SessionServices, audience: (sessionId: string) => Audience) {
    this.#services = services;
    this.#audience = audience;
  }

  get count(): number {
    return this.#sessions.size;
  }

  start(details: SessionDetails): LiveSession {
    if (this.#closing) throw new SidelineError('shutting_down', 'The server is stopping.');
    const session = new LiveSession(details, this.#services, this.#audience(details.id), () =>
      this.#sessions.delete(details.id),
    );
    this.#sessions.set(details.id, session);
    return session;
  }

  /** How often each athlete is analysed. */
  get rates(): AnalysisRate[] {
    return [...this.#sessions.values()].flatMap(({ rates }) => rates);
  }

  find(id: string): LiveSession | undefined {
    return this.#sessions.get(id);
  }

  recordingHealth(keeping: boolean): void {
    for (const session of this.#sessions.values()) session.recordingHealth(keeping);
  }

  /** Ends all sessions as interrupted: the server stops, not the people. */
  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(
      [...this.#sessions.values()].map((session) => session.end('interrupted')),
    ).then((results) => {
      for (const result of results) {
        if (result.status === 'rejected') {
          this.#services.logger.error(
            { err: result.reason },
            'session could not be closed; its record will be at the next start',
          );
        }
      }
    });
    return this.#closing;
  }
}
