import fc from 'fast-check';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { OWN_ISSUER } from '../../../../server/identity/sign-in.ts';
import { signingKeyOf } from '../../../../server/identity/signing-key.ts';
import { TokenVerifier } from '../../../../server/identity/token-verifier.ts';
import { claims, FORGERIES, PERSON_ID, SECRET, SIGN_IN_ID, tokenOf } from '../../../support/identity/own-tokens.ts';

const REFUSAL = { code: 'unauthenticated', message: 'You are not signed in on this server.' };

async function aVerifier(legacySecret?: Uint8Array): Promise<TokenVerifier> {
  const { publicJwk } = await signingKeyOf(SECRET);
  return new TokenVerifier({ keys: createLocalJWKSet({ keys: [publicJwk] }), issuer: OWN_ISSUER, legacySecret });
}

describe('an access token', () => {
  let verifier: TokenVerifier;
  beforeAll(async () => {
    verifier = await aVerifier();
  });

  it('says who it is, by which sign-in and until when', async () => {
    const payload = claims();
    expect(await verifier.verify(await tokenOf(payload))).toEqual({
      userId: PERSON_ID,
      signInId: SIGN_IN_ID,
      expiresAt: (payload.exp ?? 0) * 1000,
    });
  });

  it('is taken from a server whose clock is a little off', async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(verifier.verify(await tokenOf(claims({ exp: now - 2, nbf: now + 2 })))).resolves.toBeDefined();
  });

  it.each(FORGERIES)('is refused when it is $what, in the same words', async ({ make }) => {
    await expect(verifier.verify(await make())).rejects.toMatchObject(REFUSAL);
  });

  it('is refused when any character of it is changed', async () => {
    const token = await tokenOf();
    // The last character of a part carries unused bits, so another may stand for the same bytes.
    const places = [...token].flatMap((character, index) =>
      character === '.' || token[index + 1] === '.' || index === token.length - 1 ? [] : [index],
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...'AZaz09-_'), async (place, character) => {
        fc.pre(token[place] !== character);
        const changed = token.slice(0, place) + character + token.slice(place + 1);
        await expect(verifier.verify(changed)).rejects.toMatchObject(REFUSAL);
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  it('is refused when it is any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        await expect(verifier.verify(text)).rejects.toMatchObject(REFUSAL);
      }),
    );
  }, 30_000);
});

describe('a project that signs otherwise', () => {
  const hs256 = (secret: Uint8Array) => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  const legacySecret = new TextEncoder().encode('the legacy secret of a project, 32 or more');

  it('is understood by its legacy secret where that is set, beside its keys', async () => {
    const verifier = await aVerifier(legacySecret);
    await expect(verifier.verify(await hs256(legacySecret))).resolves.toMatchObject({ userId: PERSON_ID });
    await expect(verifier.verify(await tokenOf())).resolves.toMatchObject({ userId: PERSON_ID });
    await expect(verifier.verify(await hs256(SECRET))).rejects.toMatchObject(REFUSAL);
  });

  it.each(FORGERIES)('refuses what is $what, with a legacy secret too', async ({ make }) => {
    await expect((await aVerifier(legacySecret)).verify(await make())).rejects.toMatchObject(REFUSAL);
  });

  it.each(['RS256', 'EdDSA'])('is understood by its keys for %s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg }] });
    const verifier = new TokenVerifier({ keys, issuer: OWN_ISSUER });
    const token = await new SignJWT(claims()).setProtectedHeader({ alg, kid: 'one' }).sign(privateKey);
    await expect(verifier.verify(token)).resolves.toMatchObject({ userId: PERSON_ID });
  });
});

describe('the key that signs', () => {
  it('is the same for the same secret, and another for another', async () => {
    const [one, same, other] = await Promise.all(
      [
        'a secret of 32 characters or more',
        'a secret of 32 characters or more',
        'another one of 32 characters or more',
      ].map((secret) => signingKeyOf(new TextEncoder().encode(secret))),
    );
    expect(one?.publicJwk).toEqual(same?.publicJwk);
    expect(one?.id).not.toBe(other?.id);
    expect(one?.publicJwk).not.toHaveProperty('d');
  });
});
