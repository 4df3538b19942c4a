/** What is done with sessions from outside of the call: starting them, inviting people, reading their records. */
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { DrawnStroke } from '../../shared/contract/ink.ts';
import type { RecordingSign } from '../../shared/contract/recording.ts';
import type {
  AthleteRecord,
  CreatedInvitation,
  Invitation,
  InvitationPreview,
  SessionListItem,
  SessionQuery,
  SessionRecord,
  SessionWish,
  User,
} from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import { serverNow } from '../clock.ts';
import type { Invitations } from '../identity/invitations.ts';
import { LEASE } from '../limits.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Records } from '../records/records.ts';
import type { StoredItem, StoredSession } from '../records/sessions.ts';
import { athleteRecords, totals } from './closing.ts';
import type { Files } from './files.ts';
import { drawnIn } from './ink.ts';

export class Sessions {
  readonly #records: Pick<Records, 'activities' | 'sessions'>;
  readonly #invitations: Invitations;
  readonly #live: LiveSessions;
  readonly #files: Pick<Files, 'removed' | 'thumbnailsOf'>;
  readonly #node: string;
  readonly #logger: Logger;

  /** @param options.node this server, which holds the sessions that are started here */
  constructor(options: {
    records: Pick<Records, 'activities' | 'sessions'>;
    invitations: Invitations;
    live: LiveSessions;
    files: Pick<Files, 'removed' | 'thumbnailsOf'>;
    node: string;
    logger: Logger;
  }) {
    this.#records = options.records;
    this.#invitations = options.invitations;
    this.#live = options.live;
    this.#files = options.files;
    this.#node = options.node;
    this.#logger = options.logger;
  }

  /** Resolves once the session is on record and can be joined. */
  async start(user: User, request: SessionWish): Promise<{ id: string }> {
    const { role, language, recording } = request;
    const activity = await this.#records.activities.find(user, request.activity);
    if (!activity) throw new SidelineError('invalid_request', `There is no activity “${request.activity}”.`);
    const startedAt = serverNow();
    const { id } = await this.#records.sessions.create(user, {
      role,
      activity,
      language,
      startedAt,
      recording,
      node: this.#node,
      leaseSeconds: LEASE.seconds,
    });
    this.#live.open({ id, ownerId: user.id, activity, language, startedAt, recording });
    this.#logger.info({ sessionId: id, userId: user.id, activity: activity.id }, 'session started');
    return { id };
  }

  /** A page of those that are wanted, newest first. */
  async list(user: User, query: SessionQuery): Promise<SessionListItem[]> {
    const items = await this.#records.sessions.list(user, query);
    const thumbnails = await this.#files.thumbnailsOf(
      user,
      items.map(({ id }) => id),
    );
    return items.map((item) => toListItem(item, thumbnails.get(item.id)));
  }

  /** @throws SidelineError `not_found` when there is none, or the user may not read it */
  async read(user: User, id: string): Promise<SessionRecord> {
    const stored = await this.#records.sessions.read(user, id);
    const owned = stored.ownerId === user.id;
    return {
      ...toListItem(stored, (await this.#files.thumbnailsOf(user, [id])).get(id)),
      role: owned ? stored.ownerRole : (stored.ownRole ?? 'spectator'),
      owned,
      recording: stored.status === 'live' ? this.#signOf(id, stored.recording) : null,
      definition: stored.definition ?? null,
      athletes: stored.athletes ?? (await this.#athletesSeenBy(user, stored)),
    };
  }

  /** What was drawn, as far as the user may read it. @throws SidelineError `not_found` */
  async ink(user: User, id: string): Promise<DrawnStroke[]> {
    await this.#records.sessions.read(user, id);
    return drawnIn(await this.#records.sessions.events(id, user));
  }

  /** What the events come to that this user may read; a session that is not over has no summary yet. */
  async #athletesSeenBy(user: User, { id, status, definition }: StoredSession): Promise<AthleteRecord[]> {
    const events = await this.#records.sessions.events(id, user);
    return athleteRecords(status === 'live' ? undefined : definition, events);
  }

  /**
   * Nothing is left of the session: its record goes at once, the bytes of its files soon after, wherever they are. One that is
   * live is ended for everyone before.
   * @throws SidelineError `not_found`, `forbidden` for all but the owner, `session_elsewhere` while it is live on another server
   */
  async remove(user: User, id: string): Promise<void> {
    const { ownerId, status } = await this.#records.sessions.read(user, id);
    if (ownerId !== user.id) throw new SidelineError('forbidden', 'Only the owner of the session can delete it.');
    if (status === 'live') await this.#endHere(id);
    await this.#records.sessions.remove(id);
    this.#files.removed();
    this.#logger.info({ sessionId: id, userId: user.id }, 'session was deleted');
  }

  async #endHere(id: string): Promise<void> {
    const live = this.#live.find(id);
    if (live) return live.end('ended');
    if ((await this.#records.sessions.lookUp(id))?.leased) {
      throw new SidelineError('session_elsewhere', 'The session is live on another server. End it there first.');
    }
  }

  /** @throws SidelineError `not_found`, `forbidden` for all but the owner, `session_ended` */
  async invite(user: User, id: string, request: { role: Role; hours: number }): Promise<CreatedInvitation> {
    const invitation = await this.#invitations.create(user, id, request);
    const details = { sessionId: id, userId: user.id, invitationId: invitation.id, role: invitation.role };
    this.#logger.info(details, 'link was made');
    return invitation;
  }

  /** @throws SidelineError `not_found`, `forbidden` for all but the owner */
  invitations(user: User, id: string): Promise<Invitation[]> {
    return this.#invitations.list(user, id);
  }

  /**
   * The link lets nobody in any more, and those who came by it are sent away.
   * @throws SidelineError `not_found`, `forbidden` for all but the owner
   */
  async revoke(user: User, id: string, invitationId: string): Promise<void> {
    await this.#invitations.revoke(user, id, invitationId);
    this.#live.find(id)?.dismiss(invitationId);
    this.#logger.info({ sessionId: id, userId: user.id, invitationId }, 'link was revoked');
  }

  /** @throws SidelineError `invitation_invalid`, `invitation_expired`, `invitation_revoked` */
  async preview(token: string): Promise<InvitationPreview> {
    const preview = await this.#invitations.preview(token);
    const { sessionId, recording } = preview;
    return { ...preview, recording: recording && this.#signOf(sessionId, recording.state) };
  }

  /** @param known what is on record; what became of it is known where the session is live */
  #signOf(sessionId: string, known: RecordingSign['state']): RecordingSign {
    const { state, trouble } = this.#live.find(sessionId)?.state.recording ?? { state: known };
    return { state, ...(trouble && { trouble }) };
  }
}

function toListItem(
  { summaries, counted, ...item }: StoredItem,
  thumbnail: SessionListItem['thumbnail'] = null,
): SessionListItem {
  const { reps, score } = totals(summaries);
  return {
    id: item.id,
    activity: item.activity,
    activityName: item.activityName,
    status: item.status,
    createdAt: item.createdAt,
    endedAt: item.endedAt,
    people: item.people,
    kind: item.kind,
    thumbnail,
    reps: counted ?? reps,
    score,
  };
}
