/** Access tokens as our own sign-in makes them, and such as no server may take. */
import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { OWN_ISSUER } from '../../../server/identity/sign-in.ts';
import { type SigningKey, signingKeyOf } from '../../../server/identity/signing-key.ts';

export const SECRET = new TextEncoder().encode('the secret of the server under test, 32+');

export const PERSON_ID = '3b241101-e2bb-4255-8caf-4136c566a962';
export const SIGN_IN_ID = '91f1d2b2-2c0f-4b0e-a6ad-4a3ff3d0c7a5';

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** What a good token says. */
export const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: OWN_ISSUER,
  aud: 'authenticated',
  sub: PERSON_ID,
  role: 'authenticated',
  session_id: SIGN_IN_ID,
  iat: seconds(0),
  exp: seconds(60),
  ...changes,
});

const without = (name: string): JWTPayload => {
  const { [name]: _left, ...rest } = claims();
  return rest;
};

export async function tokenOf(payload: JWTPayload = claims(), key?: SigningKey): Promise<string> {
  const { id, privateKey } = key ?? (await signingKeyOf(SECRET));
  return await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: id, typ: 'JWT' }).sign(privateKey);
}

/** Each way to go wrong, by name. */
export const FORGERIES: { what: string; make(): Promise<string> }[] = [
  { what: 'expired', make: () => tokenOf(claims({ iat: seconds(-120), exp: seconds(-60) })) },
  { what: 'not valid yet', make: () => tokenOf(claims({ nbf: seconds(60) })) },
  { what: 'without an end', make: () => tokenOf(without('exp')) },
  { what: 'of another issuer', make: () => tokenOf(claims({ iss: 'https://other.supabase.co/auth/v1' })) },
  { what: 'for another audience', make: () => tokenOf(claims({ aud: 'sideline:invitation' })) },
  { what: 'of the server’s own role', make: () => tokenOf(claims({ role: 'service_role' })) },
  { what: 'of nobody', make: () => tokenOf(claims({ sub: 'admin' })) },
  { what: 'of no sign-in', make: () => tokenOf(without('session_id')) },
  { what: 'not signed at all (alg none)', make: async () => new UnsecuredJWT(claims()).encode() },
  {
    what: 'signed by another server',
    make: async () =>
      tokenOf(claims(), await signingKeyOf(new TextEncoder().encode('quite another secret, 32 or more'))),
  },
  {
    what: 'signed by another key under a name that is known',
    make: async () => {
      const { id } = await signingKeyOf(SECRET);
      const { privateKey } = await generateKeyPair('ES256');
      return new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: id }).sign(privateKey);
    },
  },
  {
    what: 'signed by HS256 with the public key for a secret',
    make: async () => {
      const { id, publicJwk } = await signingKeyOf(SECRET);
      const secret = new TextEncoder().encode(JSON.stringify(publicJwk));
      return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: id }).sign(secret);
    },
  },
  {
    what: 'signed by HS256 with the server’s secret',
    make: () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(SECRET),
  },
  { what: 'cut short', make: async () => (await tokenOf()).slice(0, -8) },
  { what: 'longer than any', make: async () => `${await tokenOf()}${'A'.repeat(5_000)}` },
  { what: 'empty', make: async () => '' },
  { what: 'no token', make: async () => 'not a token' },
];
