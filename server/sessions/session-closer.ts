import type { SessionStatus } from '../../shared/contract/session.ts';
import type { Records } from '../records/records.ts';
import { athleteRecords } from './closing.ts';

/** Ends sessions on record. */
export class SessionCloser {
  readonly #records: Pick<Records, 'journal' | 'sessions'>;
  #closed: () => void = () => undefined;

  constructor(records: Pick<Records, 'journal' | 'sessions'>) {
    this.#records = records;
  }

  /** Called whenever a session was closed. */
  onClosed(listener: () => void): void {
    this.#closed = listener;
  }

  /**
   * Everything that is waiting is written, the session is summed up from what is written, and closed. One that is over already
   * stays as it is.
   * @param endedAt when it ended, ms of the session; now by default
   * @throws SidelineError `storage_unavailable`, `not_found`
   */
  async close(id: string, status: Exclude<SessionStatus, 'live'>, endedAt?: number): Promise<void> {
    const { journal, sessions } = this.#records;
    await journal.flush();
    const definition = (await sessions.opening(id))?.definition;
    const athletes = athleteRecords(definition, await sessions.events(id));
    await sessions.close(id, { status, endedAt, athletes });
    this.#closed();
  }
}
