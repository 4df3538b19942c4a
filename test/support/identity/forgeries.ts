/** Tokens that no server may take, made from one that it would. */
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

export const SECRET = new TextEncoder().encode('the secret of the server under test, 32+');
const OTHER_SECRET = new TextEncoder().encode('the secret of quite another server, 32+');

interface Recipe {
  claims: JWTPayload;
  audience: string;
}

const signed = (claims: JWTPayload, { alg = 'HS256', secret = SECRET } = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(secret);

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** @param recipe claims and audience that the server would take */
export function goodToken({ claims, audience }: Recipe): Promise<string> {
  return signed({ ...claims, iss: 'sideline', aud: audience, iat: seconds(0), exp: seconds(60) });
}

/** Each way to go wrong by name; some distinguish expired tokens, so they stand by themselves. */
export const FORGERIES: { what: string; make: (recipe: Recipe) => Promise<string> }[] = [
  {
    what: 'signed with another secret',
    make: ({ claims, audience }) => withAll(claims, audience, { secret: OTHER_SECRET }),
  },
  {
    what: 'signed with another algorithm',
    make: ({ claims, audience }) => withAll(claims, audience, { alg: 'HS512' }),
  },
  {
    what: 'not signed at all (alg none)',
    make: async ({ claims, audience }) =>
      new UnsecuredJWT({ ...claims, iss: 'sideline', aud: audience, iat: seconds(0), exp: seconds(60) }).encode(),
  },
  { what: 'for another purpose', make: ({ claims }) => withAll(claims, 'somebody-else') },
  {
    what: 'of another issuer',
    make: ({ claims, audience }) =>
      signed({ ...claims, iss: 'other', aud: audience, iat: seconds(0), exp: seconds(60) }),
  },
  {
    what: 'without an end',
    make: ({ claims, audience }) => signed({ ...claims, iss: 'sideline', aud: audience, iat: seconds(0) }),
  },
  {
    what: 'not valid yet',
    make: ({ claims, audience }) =>
      signed({ ...claims, iss: 'sideline', aud: audience, iat: seconds(0), nbf: seconds(60), exp: seconds(120) }),
  },
  { what: 'without its claims', make: ({ audience }) => withAll({}, audience) },
  { what: 'cut short', make: async (recipe) => (await goodToken(recipe)).slice(0, -8) },
  { what: 'longer than any', make: async (recipe) => `${await goodToken(recipe)}${'A'.repeat(5_000)}` },
  { what: 'empty', make: async () => '' },
  { what: 'no token', make: async () => 'not a token' },
];

export const expired = ({ claims, audience }: Recipe) =>
  signed({ ...claims, iss: 'sideline', aud: audience, iat: seconds(-120), exp: seconds(-60) });

const withAll = (
  claims: JWTPayload,
  audience: string,
  options: { alg?: string; secret?: Uint8Array<ArrayBuffer> } = {},
) => signed({ ...claims, iss: 'sideline', aud: audience, iat: seconds(0), exp: seconds(60) }, options);
