import type { SignedIn, User } from '../../shared/contract/rest.ts';

/** Who is calling. */
export interface Identity {
  /** @throws SidelineError `unauthenticated` */
  verify(token: string): Promise<User>;
  /** A new person of this name. Absent where people sign in elsewhere. */
  signIn?(name: string): Promise<SignedIn>;
}
