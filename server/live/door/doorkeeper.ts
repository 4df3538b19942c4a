/** Who may enter which session, and as what: by a link, as its owner, or because they were let in before. */
import { SessionElsewhereError, SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Invitations } from '../../identity/invitations.ts';
import type { Records } from '../../records/records.ts';
import type { SessionDirectory } from '../../sessions/directory.ts';
import type { LiveSession } from '../session/live-session.ts';
import type { Admission } from '../session/participants.ts';

export interface DoorkeeperServices {
  directory: Pick<SessionDirectory, 'find'>;
  invitations: Pick<Invitations, 'redeem'>;
  records: Pick<Records['sessions'], 'lookUp'>;
}

export class Doorkeeper {
  readonly #services: DoorkeeperServices;

  constructor(services: DoorkeeperServices) {
    this.#services = services;
  }

  /**
   * @throws SidelineError `not_found` for a session unknown or closed to the caller, `session_ended`, `session_elsewhere`, and those
   * of links
   */
  async admit(
    user: User,
    request: { sessionId: string; invitation?: string | undefined },
  ): Promise<{ session: LiveSession; admission: Admission }> {
    const found = await this.#services.directory.find(request.sessionId);
    const session = found.kind === 'here' ? found.session : undefined;
    const admission = request.invitation
      ? await this.#byLink(user, request.sessionId, request.invitation, session)
      : await this.#withoutLink(user, request.sessionId, session);
    if (found.kind === 'elsewhere') {
      throw new SessionElsewhereError('This session is live on another server at the moment.', found.address);
    }
    if (!session) throw new SidelineError('session_ended', 'This session is over.');
    return { session, admission };
  }

  async #byLink(user: User, sessionId: string, token: string, session?: LiveSession): Promise<Admission> {
    try {
      const { invitationId, role, sessionId: invitedTo } = await this.#services.invitations.redeem(token);
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
    const record = await this.#services.records.lookUp(sessionId);
    if (record?.ownerId === user.id) return { user, role: record.ownerRole, invitationId: undefined };
    const earlier = session?.admission(user.id);
    if (!earlier) throw new SidelineError('not_found', 'There is no such session, or you need a link to join it.');
    return earlier;
  }
}
