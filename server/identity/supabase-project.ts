/** Sign-in by a Supabase project: GoTrue makes people and signs tokens, browsers talk to it themselves, and this server checks. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import { PROJECT } from '../limits.ts';
import { Kept } from '../support/kept.ts';

export interface ProjectOptions {
  /** Of the project, such as `https://abc.supabase.co`. */
  url: string;
  /** Given to every page. */
  publishableKey: string;
  /** This server's alone. */
  secretKey: string;
  /** Whether pages hear of changes by the project's Realtime. */
  realtime: boolean;
}

/** What of GoTrue's settings matters here. */
const settingsSchema = z.object({ external: z.record(z.string(), z.boolean()) });

/** Ways to sign in that are no providers' pages. */
const NO_PROVIDERS = new Set(['email', 'phone', 'anonymous_users', 'saml', 'web3', 'passkey']);

/** Problems of a token rather than of the project's keys. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

export class SupabaseProject {
  readonly issuer: string;
  readonly #options: ProjectOptions;
  readonly #logger: Logger;
  readonly #remote: ReturnType<typeof createRemoteJWKSet>;
  readonly #settings = new Kept<z.infer<typeof settingsSchema>>(PROJECT.settingsKeptMs);
  readonly #reloading: NodeJS.Timeout;

  constructor(options: ProjectOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    this.issuer = `${options.url}/auth/v1`;
    this.#remote = createRemoteJWKSet(new URL(`${this.issuer}/.well-known/jwks.json`), {
      // Kept while the project can't be reached; taken anew for a key that is not known, and now and then for those taken back.
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: PROJECT.keysAskedEveryMs,
      timeoutDuration: PROJECT.answersWithinMs,
    });
    this.#reloading = setInterval(() => void this.#reload(), PROJECT.keysReloadedEveryMs);
    this.#reloading.unref();
  }

  /** The project's keys. Throws SidelineError `sign_in_unavailable` while they are not known and can't be had. */
  get keys(): JWTVerifyGetKey {
    return async (header, token) => {
      try {
        return await this.#remote(header, token);
      } catch (cause) {
        if (isOfToken(cause)) throw cause;
        throw unavailable(cause);
      }
    };
  }

  /** @throws SidelineError `sign_in_unavailable` */
  async signInOptions(): Promise<SignInOptions> {
    const { external } = await this.#settings.get('settings', () => this.#readSettings());
    const providers = Object.keys(external).filter((name) => external[name] === true && !NO_PROVIDERS.has(name));
    const { url, publishableKey: key, realtime } = this.#options;
    return {
      ...{ url: this.issuer, key, sendsMail: true, providers: providers.sort() },
      realtime: realtime ? `${url}/realtime/v1` : null,
    };
  }

  /**
   * The account and what hangs on it in the database, by the project's administration.
   * @throws SidelineError `sign_in_unavailable`
   */
  async removeAccount(id: string): Promise<void> {
    const response = await this.#ask(`/admin/users/${id}`, this.#options.secretKey, 'DELETE');
    // Gone already is as good.
    if (!response.ok && response.status !== 404) throw unavailable(new Error(`GoTrue answered ${response.status}`));
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#reloading);
  }

  async #readSettings(): Promise<z.infer<typeof settingsSchema>> {
    const response = await this.#ask('/settings', this.#options.publishableKey);
    if (!response.ok) throw unavailable(new Error(`GoTrue answered ${response.status}`));
    return settingsSchema.parse(await response.json());
  }

  async #ask(path: string, key: string, method = 'GET'): Promise<Response> {
    try {
      return await fetch(`${this.issuer}${path}`, {
        method,
        headers: keyHeaders(key),
        signal: AbortSignal.timeout(PROJECT.answersWithinMs),
      });
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async #reload(): Promise<void> {
    try {
      await this.#remote.reload();
    } catch (error) {
      this.#logger.warn(
        { err: error },
        'the keys of the Supabase project can’t be read; those that are known are used',
      );
    }
  }
}

/** Newer keys are no tokens, and go in `apikey` alone; the legacy ones are tokens of a role. */
export const keyHeaders = (key: string): Record<string, string> => ({
  apikey: key,
  ...(!/^sb_(publishable|secret)_/.test(key) && { authorization: `Bearer ${key}` }),
});

const unavailable = (cause: unknown) =>
  new SidelineError('sign_in_unavailable', 'The sign-in can’t be reached just now; try again soon.', { cause });
