/** The one place that decides whether an access token is good, whoever issued it. */
import { decodeProtectedHeader, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';

/** Whom GoTrue's tokens are for. */
export const AUDIENCE = 'authenticated';

/** Only these: a public key must not be taken for the secret of an HMAC, and `none` signs nothing. */
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'];
const LEGACY_ALGORITHM = 'HS256';

/** Longer than any token; what is longer is refused unread. */
const MAX_TOKEN_LENGTH = 4_000;

/** How far clocks of two servers may be apart, in s. */
const SKEW_SECONDS = 5;

const claimsSchema = z.looseObject({
  sub: z.uuid(),
  role: z.literal('authenticated'),
  session_id: z.uuid(),
  exp: z.number(),
});

export interface VerifiedToken {
  userId: string;
  signInId: string;
  /** Ms since 1970. */
  expiresAt: number;
}

export interface VerifierOptions {
  /** Finds the public key that a token names. */
  keys: JWTVerifyGetKey;
  issuer: string;
  /** Secret of a Supabase project that still signs by HS256; without it such tokens are refused. */
  legacySecret?: Uint8Array | undefined;
}

export class TokenVerifier {
  readonly #options: VerifierOptions;

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  /**
   * @throws SidelineError `unauthenticated`, in the same words whatever is wrong with the token; `sign_in_unavailable` while the keys
   * can't be had
   */
  async verify(token: string): Promise<VerifiedToken> {
    try {
      if (token.length > MAX_TOKEN_LENGTH) throw new Error('longer than any token');
      const { keys, issuer, legacySecret } = this.#options;
      const expected = { issuer, audience: AUDIENCE, requiredClaims: ['exp', 'iat'], clockTolerance: SKEW_SECONDS };
      const { payload } =
        legacySecret && algorithmOf(token) === LEGACY_ALGORITHM
          ? await jwtVerify(token, legacySecret, { ...expected, algorithms: [LEGACY_ALGORITHM] })
          : await jwtVerify(token, keys, { ...expected, algorithms: ALGORITHMS });
      const { sub, session_id: signInId, exp } = claimsSchema.parse(payload);
      return { userId: sub, signInId, expiresAt: exp * 1000 };
    } catch (cause) {
      if (cause instanceof SidelineError) throw cause;
      throw new SidelineError('unauthenticated', 'You are not signed in on this server.', { cause });
    }
  }
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch (error) {
    if (error instanceof TypeError || error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
