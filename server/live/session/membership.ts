/** Who is in a session: places by role, the newest connection of a person wins, dropped ones get time to come back. */
import { randomUUID } from 'node:crypto';
import { MAX_ATHLETES } from '../../../shared/contract/athlete-state.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Role } from '../../../shared/contract/roles.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import type { Place } from '../../records/participants.ts';
import type { ParticipantMedia } from '../../sfu/participant-media.ts';
import { type Connection, Member } from './member.ts';

/** People per role in one session. */
export const PLACES: Readonly<Record<Role, number>> = { athlete: 1, coach: 4, spectator: 1_000 };

/** How long a dropped athlete or coach keeps the place. */
const GRACE_MS = 20_000;

/** Spectators come and go in crowds; everyone is told of their number this often at most. */
const SPECTATOR_COUNT_EVERY_MS = 250;

export interface Admission {
  user: User;
  role: Role;
  invitationId: string | undefined;
}

export class Membership {
  readonly #publish: (change: SessionChange) => void;
  readonly #onDeserted: (deserted: boolean) => void;
  readonly #onGone: (member: Member) => void;
  readonly #onLeft: (member: Member) => void;
  /** Athlete and coaches by id, connected or within their grace. */
  readonly #seated = new Map<string, Member>();
  readonly #spectators = new Set<Member>();
  readonly #grace = new Map<string, NodeJS.Timeout>();
  readonly #admissions = new Map<string, Admission>();
  /** Of athletes and coaches, by role and user: whoever comes back after their place was given up still owns what was theirs. */
  readonly #ids: Readonly<Record<Exclude<Role, 'spectator'>, Map<string, string>>> = {
    athlete: new Map(),
    coach: new Map(),
  };
  #spectatorTimer: NodeJS.Timeout | undefined;

  /**
   * @param options.onDeserted nobody is connected any more, or somebody is again
   * @param options.onGone this connection of a person is gone, or gives way to a newer one; their place may be kept
   * @param options.onLeft an athlete or coach has no place any more
   */
  constructor(options: {
    publish: (change: SessionChange) => void;
    onDeserted: (deserted: boolean) => void;
    onGone: (member: Member) => void;
    onLeft: (member: Member) => void;
  }) {
    this.#publish = options.publish;
    this.#onDeserted = options.onDeserted;
    this.#onGone = options.onGone;
    this.#onLeft = options.onLeft;
  }

  /** These were here before the server was started again: they may come back, as who they were. */
  expect(places: readonly Place[]): void {
    for (const { user, role, invitationId, participantId } of places) {
      this.#admissions.set(user.id, { user, role, invitationId });
      if (role !== 'spectator') this.#ids[role].set(user.id, participantId);
    }
  }

  /** How this person was let in earlier; lets them come back after their link has run out. */
  admission(userId: string): Admission | undefined {
    return this.#admissions.get(userId);
  }

  /**
   * Gives a person a place. An older connection of the same person in the same role is replaced.
   * @param createMedia makes the media of the new connection, for the participant of this id, after an older one's was closed
   * @throws SidelineError `place_taken`
   */
  admit(
    admission: Admission,
    connection: Connection,
    createMedia: (participantId: string) => ParticipantMedia,
  ): Member {
    const { user, role, invitationId } = admission;
    const previous = role === 'spectator' ? undefined : this.#seatOf(user.id, role);
    if (!previous && this.#taken(role) >= PLACES[role]) {
      throw new SidelineError(
        'place_taken',
        role === 'spectator' ? 'The session is full.' : `Somebody else is the ${role} of this session already.`,
      );
    }
    const id = this.#idOf(user.id, role);
    if (previous) this.#replace(previous);
    const member = new Member({ id, user, role, connection, media: createMedia(id), invitationId });
    this.#admissions.set(user.id, admission);
    if (member.role === 'spectator') {
      this.#spectators.add(member);
      this.#countSpectators();
    } else {
      this.#seated.set(member.id, member);
      const participant = { id: member.id, name: user.name, role: member.role, connected: true, producers: [] };
      this.#publish({ type: 'participant-joined', participant });
    }
    this.#onDeserted(false);
    return member;
  }

  /** The connection is gone: the media ends, the place is kept for a while unless the person `left` on purpose. */
  disconnected(member: Member, left: boolean): void {
    member.media.close();
    if (member.role === 'spectator') {
      if (!this.#spectators.delete(member)) return;
      this.#onGone(member);
      this.#countSpectators();
    } else if (this.#seated.get(member.id) === member) {
      this.#onGone(member);
      if (left) this.#vacate(member);
      else this.#await(member);
    }
    if (this.#connectedCount() === 0) this.#onDeserted(true);
  }

  /** Sends away everyone who came by this link; it lets nobody back in. */
  dismiss(invitationId: string): void {
    for (const [userId, admission] of this.#admissions) {
      if (admission.invitationId === invitationId) this.#admissions.delete(userId);
    }
    for (const member of this.#members()) {
      if (member.invitationId !== invitationId) continue;
      this.disconnected(member, true);
      member.connection.drop();
    }
  }

  /** Ends everybody's connection, so that they come back to wherever the session is then. */
  sendAway(): void {
    for (const member of this.#members()) member.connection.drop();
  }

  close(): void {
    clearTimeout(this.#spectatorTimer);
    for (const timer of this.#grace.values()) clearTimeout(timer);
    this.#grace.clear();
    for (const member of this.#members()) member.media.close();
    this.#seated.clear();
    this.#spectators.clear();
  }

  #members(): Member[] {
    return [...this.#seated.values(), ...this.#spectators];
  }

  #seatOf(userId: string, role: Role): Member | undefined {
    return [...this.#seated.values()].find((member) => member.user.id === userId && member.role === role);
  }

  /** @throws SidelineError `place_taken` when as many athletes have been here as a session can have */
  #idOf(userId: string, role: Role): string {
    const id = randomUUID();
    if (role === 'spectator') return id;
    const ids = this.#ids[role];
    const known = ids.get(userId);
    if (known) return known;
    if (role === 'athlete' && ids.size >= MAX_ATHLETES) {
      throw new SidelineError('place_taken', 'No more athletes can take turns in this session. Start another one.');
    }
    ids.set(userId, id);
    return id;
  }

  #taken(role: Role): number {
    return this.#members().filter((member) => member.role === role).length;
  }

  #connectedCount(): number {
    return this.#seated.size - this.#grace.size + this.#spectators.size;
  }

  #replace(previous: Member): void {
    const waiting = this.#grace.get(previous.id);
    clearTimeout(waiting);
    this.#grace.delete(previous.id);
    previous.media.close();
    this.#onGone(previous);
    if (!waiting) previous.connection.replace();
  }

  #await(member: Member): void {
    this.#publish({ type: 'participant-connection', participantId: member.id, connected: false });
    this.#grace.set(
      member.id,
      setTimeout(() => this.#vacate(member), GRACE_MS),
    );
  }

  #vacate(member: Member): void {
    clearTimeout(this.#grace.get(member.id));
    this.#grace.delete(member.id);
    this.#seated.delete(member.id);
    this.#publish({ type: 'participant-left', participantId: member.id });
    this.#onLeft(member);
  }

  #countSpectators(): void {
    this.#spectatorTimer ??= setTimeout(() => {
      this.#spectatorTimer = undefined;
      this.#publish({ type: 'spectators', count: this.#spectators.size });
    }, SPECTATOR_COUNT_EVERY_MS);
  }
}
