/** Who is in a session: places by role, the newest connection of a person wins, dropped ones get time to come back. */
import { randomUUID } from 'node:crypto';
import { MAX_ATHLETES } from '../../../shared/contract/athlete-state.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Role } from '../../../shared/contract/roles.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import type { Place } from '../../records/participants.ts';
import type { ParticipantMedia } from '../../sfu/participant-media.ts';
import { type Connection, Participant } from './participant.ts';

/** People per role in one session. */
export const PLACES: Readonly<Record<Role, number>> = { athlete: 1, coach: 4, spectator: 1_000 };

/** How long a dropped athlete or coach keeps the place. */
export const GRACE_MS = 20_000;

/** Spectators come and go in crowds; their number is published this often at most, ms. */
const SPECTATOR_COUNT_EVERY_MS = 250;

export interface Admission {
  user: User;
  role: Role;
  invitationId: string | undefined;
}

export class Participants {
  readonly #publish: (change: SessionChange) => void;
  readonly #onDeserted: (deserted: boolean) => void;
  readonly #onGone: (participant: Participant) => void;
  readonly #onLeft: (participant: Participant) => void;
  /** Athlete and coaches by id, connected or within their grace. */
  readonly #seated = new Map<string, Participant>();
  readonly #spectators = new Set<Participant>();
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
    onGone: (participant: Participant) => void;
    onLeft: (participant: Participant) => void;
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
  ): Participant {
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
    const participant = new Participant({ id, user, role, connection, media: createMedia(id), invitationId });
    this.#admissions.set(user.id, admission);
    if (participant.role === 'spectator') {
      this.#spectators.add(participant);
      this.#countSpectators();
    } else {
      this.#seated.set(participant.id, participant);
      const shown = {
        id: participant.id,
        name: user.name,
        role: participant.role,
        connected: true,
        producers: [],
      };
      this.#publish({ type: 'participant-joined', participant: shown });
    }
    this.#onDeserted(false);
    return participant;
  }

  /** The connection is gone: the media ends, the place is kept for a while unless the person `left` on purpose. */
  disconnected(participant: Participant, left: boolean): void {
    participant.media.close();
    if (participant.role === 'spectator') {
      if (!this.#spectators.delete(participant)) return;
      this.#onGone(participant);
      this.#countSpectators();
    } else if (this.#seated.get(participant.id) === participant) {
      this.#onGone(participant);
      if (left) this.#vacate(participant);
      else this.#await(participant);
    }
    if (this.#connectedCount() === 0) this.#onDeserted(true);
  }

  /** Sends away everyone who came by this link; it lets nobody back in. */
  dismiss(invitationId: string): void {
    for (const [userId, admission] of this.#admissions) {
      if (admission.invitationId === invitationId) this.#admissions.delete(userId);
    }
    for (const participant of this.#all()) {
      if (participant.invitationId !== invitationId) continue;
      this.disconnected(participant, true);
      participant.connection.drop();
    }
  }

  /** Ends everybody's connection, so that they come back to wherever the session is then. */
  sendAway(): void {
    for (const participant of this.#all()) participant.connection.drop();
  }

  close(): void {
    clearTimeout(this.#spectatorTimer);
    for (const timer of this.#grace.values()) clearTimeout(timer);
    this.#grace.clear();
    for (const participant of this.#all()) participant.media.close();
    this.#seated.clear();
    this.#spectators.clear();
  }

  #all(): Participant[] {
    return [...this.#seated.values(), ...this.#spectators];
  }

  #seatOf(userId: string, role: Role): Participant | undefined {
    return [...this.#seated.values()].find(
      (participant) => participant.user.id === userId && participant.role === role,
    );
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
    return this.#all().filter((participant) => participant.role === role).length;
  }

  #connectedCount(): number {
    return this.#seated.size - this.#grace.size + this.#spectators.size;
  }

  #replace(previous: Participant): void {
    const waiting = this.#grace.get(previous.id);
    clearTimeout(waiting);
    this.#grace.delete(previous.id);
    previous.media.close();
    this.#onGone(previous);
    if (!waiting) previous.connection.replace();
  }

  #await(participant: Participant): void {
    this.#publish({ type: 'participant-connection', participantId: participant.id, connected: false });
    this.#grace.set(
      participant.id,
      setTimeout(() => this.#vacate(participant), GRACE_MS),
    );
  }

  #vacate(participant: Participant): void {
    clearTimeout(this.#grace.get(participant.id));
    this.#grace.delete(participant.id);
    this.#seated.delete(participant.id);
    this.#publish({ type: 'participant-left', participantId: participant.id });
    this.#onLeft(participant);
  }

  #countSpectators(): void {
    this.#spectatorTimer ??= setTimeout(() => {
      this.#spectatorTimer = undefined;
      this.#publish({ type: 'spectators', count: this.#spectators.size });
    }, SPECTATOR_COUNT_EVERY_MS);
  }
}
