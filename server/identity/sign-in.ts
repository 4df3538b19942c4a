/**
 * Our own sign-in: the part of GoTrue (Supabase Auth) that its clients call, for servers without a Supabase project. Guests by name,
 * accounts with e-mail address and password, sign-ins that renew themselves, links by mail where a mail server is set.
 */
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { MAIL_LINK, MAILS_OF_AN_ACCOUNT, METADATA_CHARACTERS, PASSWORD_TRIES, SIGN_IN } from '../limits.ts';
import type { Account, Accounts, MailTokenType, TokenChain } from '../records/accounts.ts';
import { Budgets } from '../support/budgets.ts';
import { AuthProblem } from './auth-problem.ts';
import type { Visitor } from './identity.ts';
import type { Mailer } from './mailer.ts';
import { Passwords } from './passwords.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';
import { AUDIENCE } from './token-verifier.ts';

/** Of tokens that this server signs. */
export const OWN_ISSUER = 'sideline';

/** What people say of themselves. */
type Metadata = Record<string, unknown>;

export interface SignUp {
  /** In small letters; undefined, as the password, for guests. */
  email?: string | undefined;
  password?: string | undefined;
  data: Metadata;
}

export interface Change {
  email?: string | undefined;
  password?: string | undefined;
  data?: Metadata | undefined;
}

/** Whether one is signed out here, everywhere, or everywhere else. */
export type SignOutScope = 'local' | 'global' | 'others';

/** A person as GoTrue describes them. */
export interface AuthUser {
  id: string;
  aud: typeof AUDIENCE;
  role: typeof AUDIENCE;
  email: string;
  phone: '';
  email_confirmed_at?: string;
  last_sign_in_at?: string;
  app_metadata: Metadata;
  user_metadata: Metadata;
  identities: [];
  created_at: string;
  updated_at: string;
  is_anonymous: boolean;
}

/** What a client needs to be signed in. */
export interface AuthSession {
  access_token: string;
  token_type: 'bearer';
  /** In s. */
  expires_in: number;
  /** In s since 1970. */
  expires_at: number;
  refresh_token: string;
  user: AuthUser;
}

export interface SignInOptions {
  accounts: Accounts;
  key: SigningKey;
  /** The server's own. */
  secret: Uint8Array;
  /** Undefined where no mail server is set. */
  mailer: Mailer | undefined;
  /** Something changed about who is signed in, or under which name. */
  onChanged(): void;
  /** A used token is taken again for so long, in ms. */
  reuseMs?: number | undefined;
}

export class SignIn {
  readonly #options: SignInOptions;
  readonly #passwords = new Passwords();
  readonly #tries = new Budgets(PASSWORD_TRIES);
  readonly #mails = new Budgets(MAILS_OF_AN_ACCOUNT);
  readonly #chain: TokenChain;

  constructor(options: SignInOptions) {
    this.#options = options;
    const secret = Buffer.from(hkdfSync('sha256', options.secret, new Uint8Array(), 'sideline refresh tokens', 32));
    this.#chain = { hash: hashOf, next: (token) => createHmac('sha256', secret).update(token).digest('base64url') };
  }

  get sendsMail(): boolean {
    return this.#options.mailer !== undefined;
  }

  /** @throws AuthProblem `user_already_exists`, `weak_password`, `validation_failed` */
  async signUp({ email, password, data }: SignUp, userAgent?: string): Promise<AuthSession> {
    if ((email === undefined) !== (password === undefined)) {
      throw new AuthProblem('validation_failed', 'An account needs an e-mail address and a password.');
    }
    const passwordHash = password === undefined ? null : await this.#passwords.hash(password);
    const account = await this.#options.accounts.create({ email: email ?? null, passwordHash, metadata: data });
    if (!account) throw new AuthProblem('user_already_exists', 'There is an account with this e-mail address already.');
    return await this.#open(account, userAgent);
  }

  /** @throws AuthProblem `invalid_credentials`, in the same words whether there is such an account; `over_request_rate_limit` */
  async byPassword({ email, password }: { email: string; password: string }, userAgent?: string): Promise<AuthSession> {
    if (!this.#tries.take(email)) {
      throw new AuthProblem('over_request_rate_limit', 'Too many tries with this e-mail address. Wait a minute.');
    }
    const account = await this.#options.accounts.findByEmail(email);
    if (!(await this.#passwords.matches(account?.passwordHash, password)) || !account) {
      throw new AuthProblem('invalid_credentials', 'E-mail address or password are not right.');
    }
    return await this.#open(account, userAgent);
  }

  /** @throws AuthProblem `refresh_token_not_found`, `refresh_token_already_used` (the sign-in has ended then) */
  async renew(token: string): Promise<AuthSession> {
    const { accounts, reuseMs = SIGN_IN.reuseMs, onChanged } = this.#options;
    const renewal = await accounts.renew(token, this.#chain, reuseMs);
    if (renewal.kind === 'unknown') {
      throw new AuthProblem('refresh_token_not_found', 'You are not signed in any more.');
    }
    if (renewal.kind === 'reused') {
      onChanged();
      throw new AuthProblem('refresh_token_already_used', 'You are signed out: this sign-in was used elsewhere.');
    }
    return await this.#session(renewal.account, renewal.sessionId, renewal.token);
  }

  /** @throws AuthProblem `user_not_found` */
  async user({ id }: Visitor): Promise<AuthUser> {
    return userOf(await this.#account(id));
  }

  /** @throws AuthProblem `email_exists`, `weak_password`, `same_password`, `validation_failed` */
  async change(visitor: Visitor, { email, password, data }: Change): Promise<AuthUser> {
    const { accounts, onChanged } = this.#options;
    const account = await this.#account(visitor.id);
    // What is kept, rather than what one request adds to it.
    if (data && JSON.stringify({ ...account.metadata, ...data }).length > METADATA_CHARACTERS) {
      throw new AuthProblem('validation_failed', 'this is too much to keep');
    }
    if (password !== undefined && (email ?? account.email) === null) {
      throw new AuthProblem('validation_failed', 'A password needs an e-mail address to sign in with.');
    }
    if (password !== undefined && (await this.#passwords.matches(account.passwordHash, password))) {
      throw new AuthProblem('same_password', 'This is the password that you have already.');
    }
    const changed = await accounts.change(
      visitor.id,
      {
        email: email === account.email ? undefined : email,
        passwordHash: password === undefined ? undefined : await this.#passwords.hash(password),
        metadata: data,
      },
      visitor.signInId,
    );
    if (!changed) throw new AuthProblem('email_exists', 'There is another account with this e-mail address.');
    onChanged();
    return userOf(changed);
  }

  async signOut({ id, signInId }: Visitor, scope: SignOutScope): Promise<void> {
    await this.#options.accounts.endSessions(id, signInId, scope);
    this.#options.onChanged();
  }

  /** The account and all that hangs on it in the database. */
  async remove(id: string): Promise<void> {
    await this.#options.accounts.remove(id);
    this.#options.onChanged();
  }

  /**
   * Sends a link by which one is signed in, if there is such an account; nobody learns here whether there is.
   * @throws AuthProblem `email_provider_disabled` where no mail server is set, `over_email_send_rate_limit`
   */
  async sendLink(email: string, type: MailTokenType): Promise<void> {
    const { accounts, mailer } = this.#options;
    if (!mailer) throw new AuthProblem('email_provider_disabled', 'This server sends no mail.');
    if (!this.#mails.take(email)) {
      throw new AuthProblem('over_email_send_rate_limit', 'A mail was sent to this address a moment ago.');
    }
    const account = await accounts.findByEmail(email);
    if (!account) return;
    const token = newToken();
    await accounts.keepMailToken(account.id, type, hashOf(token));
    mailer.sendLink(email, type, token);
  }

  /** @throws AuthProblem `otp_expired` for a link that ran out, was used or is not ours */
  async byLink(token: string, type: MailTokenType, userAgent?: string): Promise<AuthSession> {
    const account = await this.#options.accounts.takeMailToken(type, hashOf(token), MAIL_LINK.goodForMs);
    if (!account) throw new AuthProblem('otp_expired', 'This link has run out or was used already. Ask for a new one.');
    return await this.#open(account, userAgent);
  }

  async #account(id: string): Promise<Account> {
    const account = await this.#options.accounts.find(id);
    if (!account) throw new AuthProblem('user_not_found', 'There is no such account any more.');
    return account;
  }

  async #open(account: Account, userAgent: string | undefined): Promise<AuthSession> {
    const token = newToken();
    const sessionId = await this.#options.accounts.openSession(account.id, hashOf(token), userAgent);
    return await this.#session({ ...account, lastSignInAt: new Date().toISOString() }, sessionId, token);
  }

  async #session(account: Account, sessionId: string, refreshToken: string): Promise<AuthSession> {
    const user = userOf(account);
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + SIGN_IN.tokenSeconds;
    const { key } = this.#options;
    const accessToken = await new SignJWT({
      email: user.email,
      phone: '',
      app_metadata: user.app_metadata,
      // Nothing else of what people say of themselves, so that the token stays short.
      user_metadata: { name: account.metadata.name },
      role: AUDIENCE,
      aal: 'aal1',
      session_id: sessionId,
      is_anonymous: account.isAnonymous,
    })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.id, typ: 'JWT' })
      .setSubject(account.id)
      .setIssuer(OWN_ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key.privateKey);
    return {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: SIGN_IN.tokenSeconds,
      expires_at: expiresAt,
      refresh_token: refreshToken,
      user,
    };
  }
}

const newToken = () => randomBytes(32).toString('base64url');
const hashOf = (token: string) => createHash('sha256').update(token).digest();

const userOf = (account: Account): AuthUser => ({
  id: account.id,
  aud: AUDIENCE,
  role: AUDIENCE,
  email: account.email ?? '',
  phone: '',
  ...(account.emailConfirmedAt && { email_confirmed_at: account.emailConfirmedAt }),
  ...(account.lastSignInAt && { last_sign_in_at: account.lastSignInAt }),
  app_metadata: account.isAnonymous ? {} : { provider: 'email', providers: ['email'] },
  user_metadata: account.metadata,
  identities: [],
  created_at: account.createdAt,
  updated_at: account.updatedAt,
  is_anonymous: account.isAnonymous,
});
