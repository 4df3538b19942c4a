/** The sessions that are live in this process. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import { type Audience, LiveSession, type SessionServices } from './live-session.ts';
import type { SessionDetails } from './session-details.ts';

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

  get ids(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  /** A session is live from now on, a new one or one that was live before. */
  open(details: SessionDetails): LiveSession {
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

  /** The session is not live here any more; nothing happens when it is not. */
  async letGo(id: string): Promise<void> {
    await this.#sessions.get(id)?.letGo();
  }

  /** Lets go of all sessions: the server stops, not the people. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#sessions.values()].map((session) => session.letGo())).then(() => undefined);
    return this.#closing;
  }
}
