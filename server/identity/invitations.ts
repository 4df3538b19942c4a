/** Invitation links: signed tokens that grant a role in one session, run out, and can be taken back. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { CreatedInvitation, Invitation, InvitationPreview, User } from '../../shared/contract/rest.ts';
import { type Role, roleSchema } from '../../shared/contract/roles.ts';
import type { Invitations as InvitationRecords } from '../records/invitations.ts';
import { SignedToken } from './signed-token.ts';

const claimsSchema = z.looseObject({ jti: z.uuid(), session: z.uuid(), role: roleSchema });

type KeptInvitations = Pick<InvitationRecords, 'create' | 'list' | 'revoke' | 'find'>;

/** What a link stands for. */
export interface Redeemed {
  invitationId: string;
  sessionId: string;
  role: Role;
}

export class Invitations {
  readonly #records: KeptInvitations;
  readonly #tokens: SignedToken<typeof claimsSchema>;

  /** @param options.records where invitations are kept, and where access to them is decided */
  constructor(options: { records: KeptInvitations; secret: Uint8Array }) {
    this.#records = options.records;
    this.#tokens = new SignedToken({ secret: options.secret, audience: 'sideline:invitation', claims: claimsSchema });
  }

  /** @throws SidelineError `not_found`, `forbidden`, `session_ended` */
  async create(user: User, sessionId: string, request: { role: Role; hours: number }): Promise<CreatedInvitation> {
    const invitation = await this.#records.create(user, sessionId, request);
    const token = await this.#tokens.sign(
      { jti: invitation.id, session: sessionId, role: invitation.role },
      new Date(invitation.expiresAt),
    );
    return { ...invitation, token };
  }

  list(user: User, sessionId: string): Promise<Invitation[]> {
    return this.#records.list(user, sessionId);
  }

  revoke(user: User, sessionId: string, id: string): Promise<void> {
    return this.#records.revoke(user, sessionId, id);
  }

  /**
   * What the link grants; may be redeemed any number of times until it runs out.
   * @throws SidelineError `invitation_invalid`, `invitation_expired`, `invitation_revoked`
   */
  async redeem(token: string): Promise<Redeemed> {
    const { invitationId, preview } = await this.#open(token);
    return { invitationId, sessionId: preview.sessionId, role: preview.role };
  }

  /** What the link leads to, for people who are not signed in yet; throws like `redeem`. */
  async preview(token: string): Promise<InvitationPreview> {
    return (await this.#open(token)).preview;
  }

  async #open(token: string): Promise<{ invitationId: string; preview: InvitationPreview }> {
    const { jti, session, role } = await this.#tokens.verify(token, (why, cause) =>
      why === 'expired'
        ? new SidelineError('invitation_expired', 'This link has run out. Ask for a new one.', { cause })
        : new SidelineError('invitation_invalid', 'This link is not valid. Check that it was copied whole.', { cause }),
    );
    const standing = await this.#records.find(jti);
    // A link that is signed well but unknown is of another database; one that says otherwise than its row is not ours.
    if (!standing || standing.preview.sessionId !== session || standing.preview.role !== role) {
      throw new SidelineError('invitation_invalid', 'This link is not of this server.');
    }
    if (standing.revoked) {
      throw new SidelineError('invitation_revoked', 'This link was taken back. Ask for a new one.');
    }
    return { invitationId: jti, preview: standing.preview };
  }
}
