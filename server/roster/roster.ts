/** Who lets whom see their training, for everyone outside of the records: signed links to rosters, consent of guardians, withdrawal. */
import type { Logger } from 'pino';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type {
  Accepted,
  Access,
  CreatedRosterLink,
  GuardianLink,
  GuardianPreview,
  RosterLinkPreview,
  RosterLinkWish,
  Roster as RosterOfCoach,
} from '../../shared/contract/roster.ts';
import { type Refusal, SignedToken } from '../identity/signed-token.ts';
import { GUARDIAN_LINK } from '../limits.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Roster as RosterRecords } from '../records/roster.ts';
import type { Teams } from '../records/teams.ts';

const linkClaims = z.looseObject({ jti: z.uuid() });
const consentClaims = z.looseObject({ grant: z.uuid() });

export interface RosterOptions {
  records: RosterRecords;
  teams: Teams;
  /** Signs the links. */
  secret: Uint8Array;
  live: Pick<LiveSessions, 'find'>;
  logger: Logger;
}

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Roster {
  readonly #records: RosterRecords;
  readonly #teams: Teams;
  readonly #links: SignedToken<typeof linkClaims>;
  readonly #consents: SignedToken<typeof consentClaims>;
  readonly #live: Pick<LiveSessions, 'find'>;
  readonly #logger: Logger;
  #ended: (readers: readonly string[]) => void = () => undefined;

  constructor({ records, teams, secret, live, logger }: RosterOptions) {
    this.#records = records;
    this.#teams = teams;
    this.#links = new SignedToken({ secret, audience: 'sideline:roster', claims: linkClaims });
    this.#consents = new SignedToken({ secret, audience: 'sideline:guardian', claims: consentClaims });
    this.#live = live;
    this.#logger = logger;
  }

  /** Called with those who may see less from now on. */
  onEnded(listener: (readers: readonly string[]) => void): void {
    this.#ended = listener;
  }

  of(user: User): Promise<RosterOfCoach> {
    return this.#records.of(user);
  }

  accessOf(user: User): Promise<Access> {
    return this.#records.accessOf(user);
  }

  /** @throws also SidelineError `not_found`, `forbidden`, `too_large` */
  async createLink(user: User, wish: RosterLinkWish): Promise<CreatedRosterLink> {
    const link = await this.#records.createLink(user, wish);
    return { ...link, token: await this.#links.sign({ jti: link.id }, new Date(link.expiresAt)) };
  }

  /** @throws also SidelineError `not_found` */
  revokeLink(user: User, id: string): Promise<void> {
    return this.#records.revokeLink(user, id);
  }

  /** @throws also SidelineError `invitation_invalid`, `invitation_expired`, `invitation_revoked` */
  async preview(token: string): Promise<RosterLinkPreview> {
    const { jti } = await this.#links.verify(token, refusalOfLink);
    const standing = await this.#records.findLink(jti);
    if (!standing) throw new SidelineError('invitation_invalid', 'This link is not of this server.');
    const { revoked, ...preview } = standing;
    if (revoked) throw new SidelineError('invitation_revoked', 'This link was taken back. Ask for a new one.');
    return preview;
  }

  /** @throws like `preview`; also SidelineError `invalid_request` for one’s own link, `too_large` when the roster is full */
  async accept(user: User, token: string): Promise<Accepted> {
    const { jti } = await this.#links.verify(token, refusalOfLink);
    const accepted = await this.#records.accept(user, jti);
    this.#logger.info({ userId: user.id, linkId: jti, ...accepted }, 'link to a roster was accepted');
    return accepted;
  }

  /**
   * Nobody sees anything by this grant from now on; coaches who are in a live session of the athlete's own are sent away.
   * @throws also SidelineError `not_found` when there is none that the user may end
   */
  async withdraw(user: User, grantId: string): Promise<void> {
    const { readers, places } = await this.#records.withdraw(user, grantId);
    for (const { sessionId, invitationId } of places) this.#live.find(sessionId)?.dismiss(invitationId);
    this.#ended(readers);
    this.#logger.info({ userId: user.id, grantId, places: places.length }, 'access to training was withdrawn');
  }

  /** @throws also SidelineError `forbidden` */
  setMinor(user: User, until: string | null): Promise<void> {
    return this.#records.setMinor(user, until);
  }

  /**
   * A link for the guardian of the user, who is a minor.
   * @throws also SidelineError `not_found` when the grant waits for no consent
   */
  async guardianLink(user: User, grantId: string): Promise<GuardianLink> {
    if (!(await this.#records.awaitsConsent(user, grantId))) {
      throw new SidelineError('not_found', 'Nothing of yours waits for a consent here.');
    }
    const expiresAt = new Date(Date.now() + GUARDIAN_LINK.hours * 3_600_000);
    return { token: await this.#consents.sign({ grant: grantId }, expiresAt), expiresAt: expiresAt.toISOString() };
  }

  /** @throws also SidelineError `invitation_invalid`, `invitation_expired` */
  async consentAsked(token: string): Promise<GuardianPreview> {
    const { grant } = await this.#consents.verify(token, refusalOfLink);
    const asked = await this.#records.findConsent(grant);
    if (!asked) throw new SidelineError('invitation_invalid', 'This link is not of this server.');
    const { athleteName, readerName, state } = asked;
    return { athleteName, readerName, state };
  }

  /** @throws like `consentAsked`; also SidelineError `forbidden` for athlete and coaches, `out_of_order` when nothing waits for it */
  async consent(guardian: User, token: string): Promise<void> {
    const { grant } = await this.#consents.verify(token, refusalOfLink);
    await this.#records.consent(guardian, grant);
    this.#logger.info({ userId: guardian.id, grantId: grant }, 'a guardian consented');
  }

  /** @throws also SidelineError `too_large` */
  createTeam(user: User, name: string): Promise<{ id: string }> {
    return this.#teams.create(user, name);
  }

  /** @throws also SidelineError `not_found`, `forbidden` */
  renameTeam(user: User, id: string, name: string): Promise<void> {
    return this.#teams.rename(user, id, name);
  }

  /** @throws also SidelineError `not_found`, `forbidden` */
  async removeTeam(user: User, id: string): Promise<void> {
    const { teams } = await this.#records.of(user);
    await this.#teams.remove(user, id);
    this.#ended(teams.find((team) => team.id === id)?.coaches.map((coach) => coach.id) ?? []);
  }

  /** @throws also SidelineError `not_found`, `forbidden` */
  async removeTeamCoach(user: User, teamId: string, coachId: string): Promise<void> {
    await this.#teams.removeCoach(user, teamId, coachId);
    this.#ended([coachId]);
  }
}

const refusalOfLink = (why: Refusal, cause: unknown) =>
  why === 'expired'
    ? new SidelineError('invitation_expired', 'This link has run out. Ask for a new one.', { cause })
    : new SidelineError('invitation_invalid', 'This link is not valid. Check that it was copied whole.', { cause });
