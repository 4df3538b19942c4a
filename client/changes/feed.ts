import type { ChangeKind, ChangeTopic } from '../../shared/contract/changes.ts';

/** What says what to ask anew: by this server's own connection, or by Realtime of its Supabase project. */
export interface Feed {
  /** Follows these topics from now on, and no others. */
  follow(topics: ReadonlySet<ChangeTopic>): void;
  /** Stays signed in by a newer token, or is signed in again. */
  renew(token: string): void;
  /** May be called twice. */
  close(): void;
}

export interface FeedOptions {
  /** Gives the newest access token: each connection is made with it. */
  token(): Promise<string>;
  /** Called with `everything` too, where changes may have been missed. */
  changed(topic: ChangeTopic, kind: ChangeKind): void;
}
