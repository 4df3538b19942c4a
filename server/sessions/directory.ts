import type { LiveSession } from '../live/session/live-session.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Records } from '../records/records.ts';

/** Where a session is. */
export type Whereabouts =
  | { kind: 'here'; session: LiveSession }
  /** It is live, but not in this process: on another node, or on none for a moment, after that ended without a word. */
  | { kind: 'elsewhere'; node: string | undefined }
  /** It has ended, or never was. */
  | { kind: 'over' };

/** Finds sessions among all nodes of one database. */
export class SessionDirectory {
  readonly #live: Pick<LiveSessions, 'find'>;
  readonly #sessions: Pick<Records['sessions'], 'lookUp'>;

  constructor(live: Pick<LiveSessions, 'find'>, sessions: Pick<Records['sessions'], 'lookUp'>) {
    this.#live = live;
    this.#sessions = sessions;
  }

  async find(id: string): Promise<Whereabouts> {
    const session = this.#live.find(id);
    if (session) return { kind: 'here', session };
    const standing = await this.#sessions.lookUp(id);
    if (standing?.status !== 'live') return { kind: 'over' };
    return { kind: 'elsewhere', node: standing.leased ? (standing.node ?? undefined) : undefined };
  }
}
