/** One connected (or just dropped) person in a live session, with the media of their connection. */
import type { User } from '../../../shared/contract/rest.ts';
import type { Role } from '../../../shared/contract/roles.ts';
import type { ParticipantMedia } from '../../sfu/participant-media.ts';
import type { LatencyListener } from '../latency/latency-feed.ts';

/** The signalling connection of a participant, as far as a session cares. */
export interface Connection extends LatencyListener {
  /** Ends the connection; the client learns that a newer one took its place. */
  replace(): void;
  /** Ends the connection. */
  drop(): void;
}

export class Participant {
  /** Known to everyone in the session; stays the same when the person comes back. */
  readonly id: string;
  readonly user: User;
  readonly role: Role;
  readonly connection: Connection;
  readonly media: ParticipantMedia;
  /** The link that let this person in; undefined for the owner. */
  readonly invitationId: string | undefined;
  /**
   * What to add to the participant's clock (ms since the epoch) to get ours, and by how much that may be wrong, as their client
   * reckoned it; undefined until it has.
   */
  clock: { offsetMs: number; errorMs: number } | undefined;

  constructor(options: {
    id: string;
    user: User;
    role: Role;
    connection: Connection;
    media: ParticipantMedia;
    invitationId: string | undefined;
  }) {
    this.id = options.id;
    this.user = options.user;
    this.role = options.role;
    this.connection = options.connection;
    this.media = options.media;
    this.invitationId = options.invitationId;
  }
}
