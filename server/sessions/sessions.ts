/** What is done with sessions from outside: starting them, inviting people, reading their records. */
import type { Activity, Language } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type {
  CreatedInvitation,
  Invitation,
  InvitationPreview,
  SessionListItem,
  SessionRecord,
  User,
} from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';

/** The records that the desk works with; access is decided there. */
export interface DeskRecords {
  activities: {
    /** The user's own activity of this id, or the built-in one. */
    find(user: User, id: string): Promise<Activity | undefined>;
  };
  sessions: {
    create(user: User, request: { activity: Activity; role: Role }): Promise<{ id: string; createdAt: Date }>;
    list(user: User, before?: Date): Promise<SessionListItem[]>;
    read(user: User, id: string): Promise<SessionRecord>;
  };
}

/** Links into sessions. */
export interface DeskInvitations {
  create(user: User, sessionId: string, request: { role: Role; hours: number }): Promise<CreatedInvitation>;
  list(user: User, sessionId: string): Promise<Invitation[]>;
  revoke(user: User, sessionId: string, invitationId: string): Promise<void>;
  preview(token: string): Promise<InvitationPreview>;
}

export class SessionDesk {
  readonly #records: DeskRecords;
  readonly #invitations: DeskInvitations;
  readonly #live: LiveSessions;

  constructor(options: { records: DeskRecords; invitations: DeskInvitations; live: LiveSessions }) {
    this.#records = options.records;
    this.#invitations = options.invitations;
    this.#live = options.live;
  }

  /** Resolves once the session is on record and can be joined. */
  async start(user: User, request: { activity: string; role: Role; language: Language }): Promise<{ id: string }> {
    const { role, language } = request;
    const activity = await this.#records.activities.find(user, request.activity);
    if (!activity) throw new SidelineError('invalid_request', `There is no activity “${request.activity}”.`);
    const { id, createdAt } = await this.#records.sessions.create(user, { role, activity });
    this.#live.start({ id, ownerId: user.id, activity, language, startedAt: createdAt.getTime() });
    return { id };
  }

  list(user: User, before: Date | undefined): Promise<SessionListItem[]> {
    return this.#records.sessions.list(user, before);
  }

  read(user: User, id: string): Promise<SessionRecord> {
    return this.#records.sessions.read(user, id);
  }

  invite(user: User, id: string, request: { role: Role; hours: number }): Promise<CreatedInvitation> {
    return this.#invitations.create(user, id, request);
  }

  invitations(user: User, id: string): Promise<Invitation[]> {
    return this.#invitations.list(user, id);
  }

  /** The link lets nobody in any more, and those who came by it are sent away. */
  async revoke(user: User, id: string, invitationId: string): Promise<void> {
    await this.#invitations.revoke(user, id, invitationId);
    this.#live.find(id)?.dismiss(invitationId);
  }

  preview(token: string): Promise<InvitationPreview> {
    return this.#invitations.preview(token);
  }
}
