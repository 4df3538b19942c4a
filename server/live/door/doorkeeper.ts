/** Who may enter which session, and as what: by a link, as its owner, or because they were let in before. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Role } from '../../../shared/contract/roles.ts';
import type { SessionStatus } from '../../../shared/contract/session.ts';
import type { LiveSession } from '../session/live-session.ts';
import type { LiveSessions } from '../session/live-sessions.ts';
import type { Admission } from '../session/membership.ts';

/** What an invitation link stands for. */
export interface Redeemed {
  invitationId: string;
  sessionId: string;
  role: Role;
}

export interface DoorkeeperServices {
  sessions: LiveSessions;
  /** @throws SidelineError `invitation_invalid`, `invitation_expired`, `invitation_revoked` */
  redeem(token: string): Promise<Redeemed>;
  /** A session's record, whoever asks; undefined when there is none. */
  lookUp(sessionId: string): Promise<{ ownerId: string; ownerRole: Role; status: SessionStatus } | undefined>;
}

export class Doorkeeper {
  readonly #services: DoorkeeperServices;

  constructor(services: DoorkeeperServices) {
    this.#services = services;
  }

  /** @throws SidelineError `not_found` for a session unknown or closed to the caller, `session_ended`, and those of links */
  async admit(
    user: User,
    request: { sessionId: string; invitation?: string | undefined },
  ): Promise<{ session: LiveSession; admission: Admission }> {
    const session = this.#services.sessions.find(request.sessionId);
    const admission = request.invitation
      ? await this.#byLink(user, request.sessionId, request.invitation, session)
      : await this.#withoutLink(user, request.sessionId, session);
    if (!session) throw new SidelineError('session_ended', 'This session is over.');
    return { session, admission };
  }

  async #byLink(user: User, sessionId: string, token: string, session?: LiveSession): Promise<Admission> {
    try {
      const { invitationId, role, sessionId: invitedTo } = await this.#services.redeem(token);
      if (invitedTo !== sessionId) {
        throw new SidelineError('invitation_invalid', 'This link belongs to another session.');
      }
      return { user, role, invitationId };
    } catch (error) {
      // A link that runs out while its holder is in the session must not lock them out at the next reload.
      const earlier = session?.admission(user.id);
      if (earlier && error instanceof SidelineError && error.code === 'invitation_expired') return earlier;
      throw error;
    }
  }

  async #withoutLink(user: User, sessionId: string, session?: LiveSession): Promise<Admission> {
    const record = await this.#services.lookUp(sessionId);
    if (record?.ownerId === user.id) return { user, role: record.ownerRole, invitationId: undefined };
    const earlier = session?.admission(user.id);
    if (!earlier) throw new SidelineError('not_found', 'There is no such session, or you need a link to join it.');
    return earlier;
  }
}
