/** How people sign in on this server, as it is configured. */
import { createLocalJWKSet } from 'jose';
import type { Logger } from 'pino';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import type { Records } from '../records/records.ts';
import { SignedInPeople } from './identity.ts';
import { Mailer } from './mailer.ts';
import { OWN_ISSUER, SignIn } from './sign-in.ts';
import { signingKeyOf } from './signing-key.ts';
import { TokenVerifier } from './token-verifier.ts';

export interface IdentityOptions {
  records: Pick<Records, 'accounts' | 'users'>;
  /** The server's own. */
  secret: Uint8Array;
  config: { mail: { smtpUrl: string; from: string; publicUrl: string } | undefined };
  logger: Logger;
}

export async function openIdentity({ records, secret, config, logger }: IdentityOptions) {
  const key = await signingKeyOf(secret);
  const publicKeys = [key.publicJwk];
  const verifier = new TokenVerifier({ keys: createLocalJWKSet({ keys: publicKeys }), issuer: OWN_ISSUER });
  const identity = new SignedInPeople({ verifier, users: records.users });
  const mailer = config.mail && new Mailer({ ...config.mail, logger });
  const onChanged = () => identity.changed();
  const signIn = new SignIn({ accounts: records.accounts, key, secret, mailer, onChanged });
  return {
    identity,
    own: { signIn, verifier, publicKeys, mailer },
    signInOptions: async (): Promise<SignInOptions> => ({
      url: '/auth/v1',
      key: null,
      sendsMail: mailer !== undefined,
      providers: [],
    }),
  };
}
