/** Tokens that this server signs for itself: HS256, one audience per purpose, claims checked on the way back in. */
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { z } from 'zod';

const ISSUER = 'sideline';
const ALGORITHM = 'HS256';

/** Longer than any token of ours; what is longer is refused unread. */
const MAX_TOKEN_LENGTH = 4_000;

/** Why a token is not taken; only `expired` is said to the caller; the others would help a forger. */
export type Refusal = 'invalid' | 'expired';

export class SignedToken<T extends z.ZodType<JWTPayload>> {
  readonly #secret: Uint8Array;
  readonly #audience: string;
  readonly #claims: T;

  /**
   * @param options.audience the purpose; a token of another purpose is refused
   * @param options.claims what the token says, beside issuer, audience and times
   */
  constructor(options: { secret: Uint8Array; audience: string; claims: T }) {
    this.#secret = options.secret;
    this.#audience = options.audience;
    this.#claims = options.claims;
  }

  sign(claims: z.infer<T>, expiresAt: Date): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(this.#audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.#secret);
  }

  /** @param refuse makes the error to throw */
  async verify(token: string, refuse: (why: Refusal, cause: unknown) => Error): Promise<z.infer<T>> {
    try {
      if (token.length > MAX_TOKEN_LENGTH) throw new Error('longer than any token of ours');
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: this.#audience,
        requiredClaims: ['exp', 'iat'],
      });
      return this.#claims.parse(payload);
    } catch (error) {
      throw refuse(error instanceof errors.JWTExpired ? 'expired' : 'invalid', error);
    }
  }
}
