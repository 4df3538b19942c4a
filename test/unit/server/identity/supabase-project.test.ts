import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keyHeaders, SupabaseProject } from '../../../../server/identity/supabase-project.ts';
import { TokenVerifier } from '../../../../server/identity/token-verifier.ts';
import { PROJECT } from '../../../../server/limits.ts';
import { claims, PERSON_ID } from '../../../support/identity/own-tokens.ts';

/** What the project answers when it is asked for its keys; undefined while it is away. */
let keys: object[] | undefined;
let asked = 0;
let server: Server;
let project: SupabaseProject;
let verifier: TokenVerifier;

beforeEach(async () => {
  keys = undefined;
  asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(keys ? 200 : 503, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  project = new SupabaseProject(
    {
      url: `http://127.0.0.1:${address.port}`,
      publishableKey: 'sb_publishable_x',
      secretKey: 'sb_secret_x',
      realtime: false,
    },
    pino({ level: 'silent' }),
  );
  verifier = new TokenVerifier({ keys: project.keys, issuer: project.issuer });
});
afterEach(async () => {
  project.close();
  server.closeAllConnections();
  server.close();
});

async function aKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
  const token = () =>
    new SignJWT(claims({ iss: project.issuer })).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
  return { jwk, token };
}

describe('the keys of a Supabase project', () => {
  it('are asked for again after they could not be had at the start', async () => {
    const { jwk, token } = await aKey('one');
    await expect(verifier.verify(await token())).rejects.toMatchObject({ code: 'sign_in_unavailable' });
    keys = [jwk];
    await expect(verifier.verify(await token())).resolves.toMatchObject({ userId: PERSON_ID });
  });

  it('are used while the project is away', async () => {
    const { jwk, token } = await aKey('one');
    keys = [jwk];
    await verifier.verify(await token());
    keys = undefined;
    await expect(verifier.verify(await token())).resolves.toMatchObject({ userId: PERSON_ID });
    expect(asked).toBe(1);
  });

  it('of which one is unknown are not asked for without end', async () => {
    const [known, unknown] = [await aKey('one'), await aKey('two')];
    keys = [known.jwk];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(verifier.verify(await unknown.token())).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    expect(asked).toBe(1);
  });

  it('are asked for again half a minute later, so that a new key is taken and one that was taken back is not', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const [old, rotated] = [await aKey('one'), await aKey('two')];
    keys = [old.jwk];
    await verifier.verify(await old.token());
    keys = [rotated.jwk];
    vi.setSystemTime(Date.now() + PROJECT.keysAskedEveryMs + 1);
    await expect(verifier.verify(await rotated.token())).resolves.toMatchObject({ userId: PERSON_ID });
    await expect(verifier.verify(await old.token())).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a key of a project', () => {
  it.each([
    ['sb_publishable_x', { apikey: 'sb_publishable_x' }],
    ['sb_secret_x', { apikey: 'sb_secret_x' }],
    ['a.b.c', { apikey: 'a.b.c', authorization: 'Bearer a.b.c' }],
  ])('goes where GoTrue wants it: %s', (key, headers) => {
    expect(keyHeaders(key)).toEqual(headers);
  });
});
