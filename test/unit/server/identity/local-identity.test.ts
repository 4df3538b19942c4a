import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { LocalIdentity } from '../../../../server/identity/local-identity.ts';
import { expired, FORGERIES, goodToken } from '../../../support/identity/forgeries.ts';

const USER = { id: '3b241101-e2bb-4255-8caf-4136c566a962', name: 'Ada Lovelace' };
const RECIPE = {
  claims: { sub: USER.id, name: USER.name, role: 'authenticated' },
  audience: 'sideline:user',
};
const REFUSAL = { code: 'unauthenticated', message: 'You are not signed in on this server.' };

describe('local identity', () => {
  let identity: LocalIdentity;
  beforeAll(() => {
    identity = new LocalIdentity({
      users: { signIn: async (name) => ({ ...USER, name }), rename: async (user, name) => ({ ...user, name }) },
      secret: new TextEncoder().encode('the secret of the server under test, 32+'),
    });
  });

  it('signs a person in with a token that it knows again, for a year', async () => {
    const { token, user } = await identity.signIn('Ada Lovelace');
    expect(user).toEqual(USER);
    expect(await identity.verify(token)).toEqual(USER);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
    expect(claims).toEqual({ ...RECIPE.claims, iss: 'sideline', aud: 'sideline:user' });
    expect(exp - iat).toBeGreaterThanOrEqual(365 * 86_400 - 1);
  });

  it('takes a token made by the same recipe', async () => {
    expect(await identity.verify(await goodToken(RECIPE))).toEqual(USER);
  });

  it.each([...FORGERIES, { what: 'expired', make: expired }])(
    'refuses a token that is $what, in the same words',
    async ({ make }) => {
      await expect(identity.verify(await make(RECIPE))).rejects.toMatchObject(REFUSAL);
    },
  );

  it.each([
    { what: 'no id', claims: { ...RECIPE.claims, sub: 'admin' } },
    { what: 'no name', claims: { ...RECIPE.claims, name: '' } },
    { what: 'the server’s own role', claims: { ...RECIPE.claims, role: 'service_role' } },
  ])('refuses a well-signed token with $what', async ({ claims }) => {
    await expect(identity.verify(await goodToken({ ...RECIPE, claims }))).rejects.toMatchObject(REFUSAL);
  });

  it('gives the same person a token of another name, and knows the old one, too', async () => {
    const before = await identity.signIn('Ada Lovelace');
    const after = await identity.rename(before.user, 'Ada King');
    expect(after.user).toEqual({ ...USER, name: 'Ada King' });
    expect(await identity.verify(after.token)).toEqual(after.user);
    expect(await identity.verify(before.token)).toEqual(before.user);
  });

  it('refuses whatever has one character changed', async () => {
    const { token } = await identity.signIn('Ada');
    // The last character of a part carries unused bits, so another may stand for the same bytes.
    const places = [...token].flatMap((character, index) =>
      character === '.' || token[index + 1] === '.' || index === token.length - 1 ? [] : [index],
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...'AZaz09-_'), async (place, character) => {
        fc.pre(token[place] !== character);
        const changed = token.slice(0, place) + character + token.slice(place + 1);
        await expect(identity.verify(changed)).rejects.toMatchObject(REFUSAL);
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it('refuses any text that it did not sign', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        await expect(identity.verify(text)).rejects.toMatchObject(REFUSAL);
      }),
    );
  }, 30_000);
});
