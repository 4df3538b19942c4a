/** How people sign in on this server, as it is configured. */
import { createLocalJWKSet } from 'jose';
import type { Logger } from 'pino';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import type { Records } from '../records/records.ts';
import { SignedInPeople } from './identity.ts';
import { Mailer, type MailerOptions } from './mailer.ts';
import { OWN_ISSUER, SignIn } from './sign-in.ts';
import { startPruning } from './sign-in-pruning.ts';
import { signingKeyOf } from './signing-key.ts';
import { type ProjectOptions, SupabaseProject } from './supabase-project.ts';
import { TokenVerifier } from './token-verifier.ts';

export interface IdentityOptions {
  records: Pick<Records, 'accounts' | 'users' | 'changes'>;
  /** The server's own. */
  secret: Uint8Array;
  config: {
    /** Undefined where the sign-in is our own. */
    project: (Omit<ProjectOptions, 'realtime'> & { legacySecret: Uint8Array | undefined }) | undefined;
    mail: Omit<MailerOptions, 'logger'> | undefined;
  };
  logger: Logger;
}

/** @throws Error when the database is of the other kind: people are kept where they sign in */
export async function openIdentity(options: IdentityOptions) {
  const { records, config } = options;
  const ours = await records.accounts.areOurs();
  if (config.project) {
    if (ours) {
      throw new Error(
        'DATABASE_URL is no Supabase project’s database. Take that of the project that SUPABASE_URL names.',
      );
    }
    return await openProject(options, config.project);
  }
  if (!ours) {
    throw new Error(
      'DATABASE_URL is a Supabase project’s: set SUPABASE_PUBLISHABLE_KEY too, so that people sign in there.',
    );
  }
  return await openOwn(options);
}

async function openOwn({ records, secret, config, logger }: IdentityOptions) {
  const key = await signingKeyOf(secret);
  const publicKeys = [key.publicJwk];
  const verifier = new TokenVerifier({ keys: createLocalJWKSet({ keys: publicKeys }), issuer: OWN_ISSUER });
  const identity = new SignedInPeople({ verifier, users: records.users });
  const mailer = config.mail && new Mailer({ ...config.mail, logger });
  const onChanged = () => identity.changed();
  const pruning = startPruning(records.accounts, logger);
  const signIn = new SignIn({ accounts: records.accounts, key, secret, mailer, onChanged });
  return {
    identity,
    own: { signIn, verifier, publicKeys },
    /** @throws SidelineError `storage_unavailable` */
    removeAccount: (id: string) => signIn.remove(id),
    signInOptions: async (): Promise<SignInOptions> => ({
      url: '/auth/v1',
      key: null,
      sendsMail: mailer !== undefined,
      providers: [],
      realtime: null,
    }),
    close: async () => void (await Promise.all([pruning.close(), mailer?.close()])),
  };
}

async function openProject(
  { records, logger }: IdentityOptions,
  { legacySecret, ...options }: NonNullable<IdentityOptions['config']['project']>,
) {
  const realtime = await records.changes.openRealtime();
  if (realtime !== 'open') {
    logger.warn(
      { realtime },
      'pages hear of changes by this server, not by Realtime; `sideline doctor` says what to do',
    );
  }
  const project = new SupabaseProject({ ...options, realtime: realtime === 'open' }, logger);
  const verifier = new TokenVerifier({ keys: project.keys, issuer: project.issuer, legacySecret });
  const identity = new SignedInPeople({ verifier, users: records.users });
  return {
    identity,
    own: undefined,
    removeAccount: async (id: string) => {
      await project.removeAccount(id);
      identity.changed();
    },
    signInOptions: () => project.signInOptions(),
    close: async () => project.close(),
  };
}
