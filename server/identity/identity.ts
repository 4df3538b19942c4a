import type { SignedIn, User } from '../../shared/contract/rest.ts';

/** Who is calling. */
export interface Identity {
  /** @throws SidelineError `unauthenticated` */
  verify(token: string): Promise<User>;
  /** A new person of this name. Absent where people sign in elsewhere. */
  signIn?(name: string): Promise<SignedIn>;
  /**
   * The same person under another name. Absent where names are kept elsewhere.
   * @throws SidelineError `unauthenticated` when the person is not known any more
   */
  rename?(user: User, name: string): Promise<SignedIn>;
}
