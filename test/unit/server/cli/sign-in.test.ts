import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSignIn, judge } from '../../../../server/cli/doctor/sign-in.ts';

const URL = 'https://abc.supabase.co';

describe('the sign-in', () => {
  it('is this server’s own unless a project is set', async () => {
    expect(await checkSignIn({ project: undefined, mail: undefined })).toMatchObject({ status: 'ok' });
  });

  it.each([
    [{ guests: true, keys: 2, legacy: false }, 'ok', '2 keys'],
    [{ guests: true, keys: 0, legacy: true }, 'ok', 'legacy secret'],
    [{ guests: true, keys: 0, legacy: false }, 'fail', 'no keys'],
    [{ guests: false, keys: 1, legacy: false }, 'warn', 'without an account'],
  ])('at a project with %o: %s', (seen, status, words) => {
    const finding = judge(URL, seen);
    expect(finding.status).toBe(status);
    expect(finding.found).toContain(words);
  });

  describe('is asked of the project', () => {
    let server: Server;
    let url: string;
    beforeEach(async () => {
      server = createServer(({ url: path = '', headers }, response) => {
        const known = path.includes('/admin/') ? 'sb_secret_good' : 'sb_publishable_good';
        const refused = headers.apikey !== known && !path.endsWith('jwks.json');
        response
          .writeHead(refused ? 401 : 200)
          .end(JSON.stringify({ external: { anonymous_users: true }, keys: [{}] }));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      url = `http://127.0.0.1:${address.port}`;
    });
    afterEach(() => void server.close());

    it.each([
      ['sb_publishable_good', 'sb_secret_good', 'ok', undefined],
      ['sb_publishable_old', 'sb_secret_good', 'fail', 'SUPABASE_PUBLISHABLE_KEY'],
      ['sb_publishable_good', 'sb_secret_old', 'fail', 'SUPABASE_SECRET_KEY'],
    ])('with %s and %s: %s', async (publishableKey, secretKey, status, advice = '') => {
      const finding = await checkSignIn({
        project: { url, publishableKey, secretKey, legacySecret: undefined },
        mail: undefined,
      });
      expect(finding.status).toBe(status);
      expect(finding.advice ?? '').toContain(advice);
      expect(JSON.stringify(finding)).not.toContain('sb_secret');
    });

    it('fails where nothing answers, and says what to check', async () => {
      const project = { url: 'http://127.0.0.1:1', publishableKey: 'p', secretKey: 's', legacySecret: undefined };
      expect(await checkSignIn({ project, mail: undefined })).toMatchObject({
        status: 'fail',
        advice: expect.stringContaining('SUPABASE_URL'),
      });
    });
  });
});
