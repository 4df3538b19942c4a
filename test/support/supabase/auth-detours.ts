/** GoTrue's ways that lead through another page and back by the browser's address: links in mails, and the pages of providers. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Collected } from '../collected.ts';
import { Refusal } from './auth-refusal.ts';
import type { UserRow } from './auth-schema.ts';

export interface DetoursOptions {
  /** Of GoTrue. */
  address: string;
  database: pg.Client;
  make(email: string): Promise<UserRow>;
  /** A new sign-in, as GoTrue answers it. */
  session(row: UserRow): Promise<object>;
}

const PROVIDERS = new Set(['github', 'google']);

export class Detours {
  /** Links in mails so far. */
  readonly mailed = new Collected<string>();
  /** Who comes by a provider has this address there. */
  email = 'somebody@provider.example';
  /** Whether the project lets guests go on with a provider. */
  manualLinking = true;
  /** Whether an e-mail address counts only once a mail to it was answered, as in a new project. */
  confirmsAddresses = false;
  readonly #options: DetoursOptions;
  readonly #links = new Map<string, { userId: string; type: string; address?: string }>();
  readonly #guests = new Map<string, string>();

  constructor(options: DetoursOptions) {
    this.#options = options;
  }

  /** @returns where a page that comes by this address is led to; undefined for what is no detour */
  async follow(route: string, query: URLSearchParams): Promise<URL | undefined> {
    if (route === 'GET /authorize') {
      const back = allowed(query.get('redirect_to'));
      this.#provider(query);
      return await this.#back(back, (await this.#find('email', this.email)) ?? (await this.#options.make(this.email)));
    }
    if (route === 'GET /linked') return await this.#linked(query.get('state') ?? '', allowed(query.get('redirect_to')));
    if (route !== 'GET /verify') return undefined;
    const back = allowed(query.get('redirect_to'));
    const link = this.#links.get(query.get('token') ?? '');
    this.#links.delete(query.get('token') ?? '');
    const person = link && link.type === query.get('type') ? await this.#find('id', link.userId) : undefined;
    if (!link || !person) return refused(back, 'otp_expired', 'Email link is invalid or has expired');
    if (link.address) await this.#giveAddress(person.id, link.address);
    return await this.#back(back, (await this.#find('id', person.id)) ?? person, { type: link.type });
  }

  /** Nobody is told whether there is an account. */
  async mail(route: string, { email, back }: { email: string; back: string | null }): Promise<object> {
    const person = await this.#find('email', email);
    const to = allowed(back);
    if (person) this.#send(person.id, { type: route === 'POST /recover' ? 'recovery' : 'magiclink', to });
    return {};
  }

  /** The address counts once its owner has followed the link. */
  confirm(userId: string, type: 'signup' | 'email_change', address: string, back: string | null): void {
    this.#send(userId, { type, to: allowed(back), address });
  }

  #send(userId: string, { type, to, ...rest }: { type: string; to: URL; address?: string }): void {
    const token = randomUUID();
    this.#links.set(token, { userId, type, ...rest });
    this.mailed.add(`${this.#options.address}/verify?${new URLSearchParams({ token, type, redirect_to: to.href })}`);
  }

  /** Where a guest goes to get an identity of a provider. */
  link(person: UserRow, query: URLSearchParams): { url: string } {
    if (!this.manualLinking) throw new Refusal(404, 'manual_linking_disabled', 'Manual linking is disabled');
    this.#provider(query);
    const state = randomUUID();
    this.#guests.set(state, person.id);
    const back = allowed(query.get('redirect_to')).href;
    return { url: `${this.#options.address}/linked?${new URLSearchParams({ state, redirect_to: back })}` };
  }

  async #linked(state: string, back: URL): Promise<URL> {
    const id = this.#guests.get(state);
    this.#guests.delete(state);
    if (id === undefined) return refused(back, 'bad_oauth_state', 'OAuth state is invalid');
    if (await this.#find('email', this.email)) {
      return refused(back, 'identity_already_exists', 'Identity is already linked to another user');
    }
    await this.#giveAddress(id, this.email);
    const person = await this.#find('id', id);
    return person ? await this.#back(back, person) : refused(back, 'user_not_found', 'User not found');
  }

  async #giveAddress(id: string, address: string): Promise<void> {
    await this.#options.database.query('update auth.users set email = $2, is_anonymous = false where id = $1', [
      ...[id, address],
    ]);
  }

  async #back(to: URL, person: UserRow, more: Record<string, string> = {}): Promise<URL> {
    const { access_token, refresh_token, expires_in, expires_at } = Object.fromEntries(
      Object.entries(await this.#options.session(person)).map(([name, value]) => [name, String(value)]),
    );
    const fragment = { access_token, refresh_token, expires_in, expires_at, token_type: 'bearer', ...more };
    return withFragment(to, fragment);
  }

  #provider(query: URLSearchParams): void {
    if (!PROVIDERS.has(query.get('provider') ?? '')) {
      throw new Refusal(400, 'validation_failed', 'Unsupported provider: provider is not enabled');
    }
  }

  async #find(column: 'id' | 'email', value: string): Promise<UserRow | undefined> {
    const { rows } = await this.#options.database.query<UserRow>(`select * from auth.users where ${column} = $1`, [
      value,
    ]);
    return rows[0];
  }
}

/** The project leads back to the one address that the docs say is to be set. */
function allowed(address: string | null): URL {
  const url = new URL(address ?? '', 'http://nowhere.invalid');
  if (url.pathname !== '/account/link')
    throw new Refusal(400, 'validation_failed', `${url} is no redirect URL of this project`);
  return url;
}

const refused = (to: URL, code: string, reason: string): URL =>
  withFragment(to, { error: 'access_denied', error_code: code, error_description: reason });

function withFragment(to: URL, fragment: Record<string, string | undefined>): URL {
  const url = new URL(to);
  const said = Object.entries(fragment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  url.hash = new URLSearchParams(said).toString();
  return url;
}
