/** Local sign-in: a name is enough, and a token signed by this server says who one is from then on. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SignedIn, User } from '../../shared/contract/rest.ts';
import type { Users } from '../records/users.ts';
import type { Identity } from './identity.ts';
import { SignedToken } from './signed-token.ts';

/** How long one stays signed in, in days. */
const TOKEN_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

const claimsSchema = z.looseObject({ sub: z.uuid(), name: z.string().min(1), role: z.literal('authenticated') });

export class LocalIdentity implements Identity {
  readonly #tokens: SignedToken<typeof claimsSchema>;
  readonly #users: Pick<Users, 'signIn' | 'rename'>;

  /** @param options.secret signs the tokens */
  constructor(options: { users: Pick<Users, 'signIn' | 'rename'>; secret: Uint8Array }) {
    this.#users = options.users;
    this.#tokens = new SignedToken({ secret: options.secret, audience: 'sideline:user', claims: claimsSchema });
  }

  /** A new person of this name, with the token that proves it for a year. */
  async signIn(name: string): Promise<SignedIn> {
    return await this.#tokenFor(await this.#users.signIn(name));
  }

  /**
   * The same person under another name. Their older tokens stay good, and say the name that they were made with.
   * @throws SidelineError `unauthenticated` when the person is not known any more
   */
  async rename(user: User, name: string): Promise<SignedIn> {
    return await this.#tokenFor(await this.#users.rename(user, name));
  }

  /** @throws SidelineError `unauthenticated`, in the same words whatever is wrong with the token */
  async verify(token: string): Promise<User> {
    const { sub, name } = await this.#tokens.verify(
      token,
      (_why, cause) => new SidelineError('unauthenticated', 'You are not signed in on this server.', { cause }),
    );
    return { id: sub, name };
  }

  async #tokenFor(user: User): Promise<SignedIn> {
    const token = await this.#tokens.sign(
      { sub: user.id, name: user.name, role: 'authenticated' },
      new Date(Date.now() + TOKEN_DAYS * DAY_MS),
    );
    return { token, user };
  }
}
