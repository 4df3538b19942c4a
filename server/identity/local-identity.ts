/** Local sign-in: a name is enough, and a token signed by this server says who one is from then on. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SignedIn, User } from '../../shared/contract/rest.ts';
import { loadSecret } from './secret.ts';
import { SignedToken } from './signed-token.ts';

/** How long one stays signed in, in days. */
const TOKEN_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

const claimsSchema = z.looseObject({ sub: z.uuid(), name: z.string().min(1), role: z.literal('authenticated') });

/** Who is calling. An identity provider with its own sign-in page offers no `signIn`. */
export interface Identity {
  signIn?(name: string): Promise<SignedIn>;
  /** @throws SidelineError `unauthenticated` */
  verify(token: string): Promise<User>;
}

export class LocalIdentity implements Identity {
  /** Signs tokens and links. */
  readonly secret: Uint8Array;
  readonly #tokens: SignedToken<typeof claimsSchema>;
  readonly #users: { signIn(name: string): Promise<User> };

  private constructor(secret: Uint8Array, users: { signIn(name: string): Promise<User> }) {
    this.secret = secret;
    this.#users = users;
    this.#tokens = new SignedToken({ secret, audience: 'sideline:user', claims: claimsSchema });
  }

  /** @param options.secret the operator's own; else one is made and kept in `dataDir` */
  static async create(options: {
    users: { signIn(name: string): Promise<User> };
    dataDir: string;
    secret?: string | undefined;
  }): Promise<LocalIdentity> {
    return new LocalIdentity(await loadSecret(options.secret, options.dataDir), options.users);
  }

  /** A new person of this name, with the token that proves it for a year. */
  async signIn(name: string): Promise<SignedIn> {
    const user = await this.#users.signIn(name);
    const token = await this.#tokens.sign(
      { sub: user.id, name: user.name, role: 'authenticated' },
      new Date(Date.now() + TOKEN_DAYS * DAY_MS),
    );
    return { token, user };
  }

  /** @throws SidelineError `unauthenticated`, in the same words whatever is wrong with the token */
  async verify(token: string): Promise<User> {
    const { sub, name } = await this.#tokens.verify(
      token,
      (_why, cause) => new SidelineError('unauthenticated', 'You are not signed in on this server.', { cause }),
    );
    return { id: sub, name };
  }
}
