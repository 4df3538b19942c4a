/** Where do people sign in, and does that work? */
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { keyHeaders } from '../../identity/supabase-project.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const NAME = 'Sign-in';
const ANSWER_WITHIN_MS = 5_000;

const settingsSchema = z.object({ external: z.record(z.string(), z.boolean()) });
const keysSchema = z.object({ keys: z.array(z.object({ alg: z.string().optional() })) });

/** What the server would make of who signs in. */
export async function checkSignIn({ project, mail }: Pick<Config, 'project' | 'mail'>): Promise<Finding> {
  if (!project) {
    return ok(NAME, mail ? 'by this server, which sends links by mail' : 'by this server, which sends no mail');
  }
  const { url, publishableKey, secretKey, legacySecret } = project;
  try {
    const settings = await ask(`${url}/auth/v1/settings`, publishableKey);
    if (settings.status === 401) {
      return fail(
        NAME,
        `${url} refuses the publishable key`,
        'Copy SUPABASE_PUBLISHABLE_KEY from the project’s settings.',
      );
    }
    const administration = await ask(`${url}/auth/v1/admin/users?per_page=1`, secretKey);
    if (administration.status === 401 || administration.status === 403) {
      return fail(NAME, `${url} refuses the secret key`, 'Copy SUPABASE_SECRET_KEY from the project’s settings.');
    }
    const { external } = settingsSchema.parse(await settings.json());
    const { keys } = keysSchema.parse(await (await ask(`${url}/auth/v1/.well-known/jwks.json`, publishableKey)).json());
    return judge(url, {
      guests: external.anonymous_users === true,
      keys: keys.length,
      legacy: legacySecret !== undefined,
    });
  } catch (error) {
    return fail(NAME, `${url}: ${wordsOf(error)}`, 'Check SUPABASE_URL, and that this machine reaches it.');
  }
}

/** @param seen whether guests are let in, how many keys are published, whether the legacy secret is set */
export function judge(url: string, seen: { guests: boolean; keys: number; legacy: boolean }): Finding {
  const { guests, keys, legacy } = seen;
  if (keys === 0 && !legacy) {
    return fail(
      NAME,
      `${url} publishes no keys: it signs by its legacy secret`,
      'Let the project sign by keys (its settings, JWT keys), or set SUPABASE_JWT_SECRET.',
    );
  }
  const found = `at ${url}, ${keys === 0 ? 'by its legacy secret' : `${keys} ${keys === 1 ? 'key' : 'keys'} published`}`;
  if (guests) return ok(NAME, found);
  return warn(
    NAME,
    `${found}; nobody comes in without an account`,
    'Allow anonymous sign-ins in the project’s settings.',
  );
}

const ask = (address: string, key: string): Promise<Response> =>
  fetch(address, { headers: keyHeaders(key), signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
