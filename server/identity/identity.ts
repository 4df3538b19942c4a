/** Who is calling: what a token says, and whether it still holds. */
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { SignedInUser, Users } from '../records/users.ts';
import { Kept } from '../support/kept.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Signing out takes this long to be noticed, at most, where the sign-in is not our own; ms. */
const KEPT_FOR_MS = 5_000;

/** Somebody who is signed in, as far as one token says so. */
export interface Visitor extends User {
  /** One for each browser that the person is signed in with. */
  readonly signInId: string;
  /** When the token runs out, ms since 1970. */
  readonly expiresAt: number;
}

export interface Identity {
  /** @throws SidelineError `unauthenticated`, `sign_in_unavailable`, `storage_unavailable` */
  verify(token: string): Promise<Visitor>;
  /**
   * Those of these sign-ins that have ended.
   * @throws SidelineError `storage_unavailable`
   */
  ended(signInIds: readonly string[]): Promise<string[]>;
  /** Calls back whenever a sign-in was ended here. */
  onEnded(listener: () => void): void;
}

export class SignedInPeople implements Identity {
  readonly #verifier: Pick<TokenVerifier, 'verify'>;
  readonly #users: Pick<Users, 'signedIn'>;
  readonly #kept = new Kept<SignedInUser | undefined>(KEPT_FOR_MS);
  readonly #listeners: (() => void)[] = [];

  constructor({ verifier, users }: { verifier: Pick<TokenVerifier, 'verify'>; users: Pick<Users, 'signedIn'> }) {
    this.#verifier = verifier;
    this.#users = users;
  }

  async verify(token: string): Promise<Visitor> {
    const { userId, signInId, expiresAt } = await this.#verifier.verify(token);
    const person = await this.#kept.get(signInId, async () => (await this.#users.signedIn([signInId]))[0]);
    if (person?.id !== userId) throw new SidelineError('unauthenticated', 'You are not signed in on this server.');
    return { id: userId, name: person.name, signInId, expiresAt };
  }

  async ended(signInIds: readonly string[]): Promise<string[]> {
    const last = new Set((await this.#users.signedIn(signInIds)).map(({ signInId }) => signInId));
    return signInIds.filter((id) => !last.has(id));
  }

  onEnded(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Something changed about who is signed in, or under which name. */
  changed(): void {
    this.#kept.clear();
    for (const listener of this.#listeners) listener();
  }
}
