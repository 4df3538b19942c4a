import type { LiveSession } from '../live/session/live-session.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Records } from '../records/records.ts';

/** Where a session is. */
export type Whereabouts =
  | { kind: 'here'; session: LiveSession }
  /**
   * It is live, but not in this process: on another node, or on none for a moment, after that ended without a word.
   * `address` is that of the other node, where the operator has named it to this one.
   */
  | { kind: 'elsewhere'; address: string | undefined }
  /** It has ended, or never was. */
  | { kind: 'over' };

export interface DirectoryOptions {
  live: Pick<LiveSessions, 'find'>;
  sessions: Pick<Records['sessions'], 'lookUp'>;
  nodes: Pick<Records['nodes'], 'urlOf'>;
  /** The addresses that people may be sent to: whatever else the database says, nobody is sent anywhere else. */
  otherUrls: readonly string[];
}

/** Finds sessions among all nodes of one database. */
export class SessionDirectory {
  readonly #options: DirectoryOptions;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  async find(id: string): Promise<Whereabouts> {
    const { live, sessions } = this.#options;
    const session = live.find(id);
    if (session) return { kind: 'here', session };
    const standing = await sessions.lookUp(id);
    if (standing?.status !== 'live') return { kind: 'over' };
    const node = standing.leased ? standing.node : null;
    return { kind: 'elsewhere', address: node === null ? undefined : await this.#addressOf(node) };
  }

  async #addressOf(node: string): Promise<string | undefined> {
    const { nodes, otherUrls } = this.#options;
    const url = otherUrls.length > 0 ? await nodes.urlOf(node) : undefined;
    return otherUrls.find((known) => known === url);
  }
}
