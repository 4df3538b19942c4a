import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../../server/config.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('serves this machine alone when nothing is set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      announcedAddress: '127.0.0.1',
      databaseUrl: undefined,
      databaseConnections: 10,
    });
    expect(config.workers).toBeGreaterThan(0);
  });

  it.each([
    [{ SIDELINE_PORT: 'http' }, 'SIDELINE_PORT', '3000'],
    [{ SIDELINE_PORT: '70000' }, 'SIDELINE_PORT', '3000'],
    [{ SIDELINE_HOST: 'my-server' }, 'SIDELINE_HOST', '0.0.0.0'],
    [{ SIDELINE_PUBLIC_URL: 'ftp://example.org' }, 'SIDELINE_PUBLIC_URL', 'https://'],
    [{ SIDELINE_OWN_URL: 'https://one.example.org/coach' }, 'SIDELINE_OWN_URL', 'no path'],
    [{ SIDELINE_OTHER_URLS: 'https://two.example.org, two' }, 'SIDELINE_OTHER_URLS', 'https://'],
    [{ SIDELINE_ICE_SERVERS: '[{' }, 'SIDELINE_ICE_SERVERS', 'turn:'],
    [{ SIDELINE_ICE_SERVERS: '[{"urls":["http://x"]}]' }, 'SIDELINE_ICE_SERVERS', 'turn:'],
    [{ DATABASE_URL: 'mysql://db' }, 'DATABASE_URL', 'postgresql://'],
    [{ SIDELINE_DATABASE_CONNECTIONS: '1' }, 'SIDELINE_DATABASE_CONNECTIONS', '10'],
    [{ SIDELINE_SECRET: 'short' }, 'SIDELINE_SECRET', 'openssl'],
    [{ SIDELINE_TLS_CERT: 'cert.pem' }, 'SIDELINE_TLS_KEY', 'privkey'],
    [{ SIDELINE_WORKERS: '0' }, 'SIDELINE_WORKERS', '4'],
    [{ SIDELINE_RTC_PORT: '65535', SIDELINE_WORKERS: '2' }, 'SIDELINE_RTC_PORT', '40000'],
    [{ SIDELINE_POSE_ENGINE: 'openpose' }, 'SIDELINE_POSE_ENGINE', 'onnx'],
    [{ SIDELINE_POSE_MODEL: 'blazepose' }, 'SIDELINE_POSE_MODEL', 'blazepose-lite'],
    [{ SIDELINE_POSE_MODEL: '/models/rtmpose.pth' }, 'SIDELINE_POSE_MODEL', 'blazepose-lite'],
    [{ SIDELINE_POSE_ENGINE: 'tfjs', SIDELINE_POSE_MODEL: '/rtmpose.onnx' }, 'SIDELINE_POSE_MODEL', 'blazepose-lite'],
    [{ SIDELINE_POSE_ENGINE: 'tfjs', SIDELINE_POSE_MODEL: 'blazepose-full' }, 'SIDELINE_POSE_MODEL', 'blazepose-lite'],
    [{ SIDELINE_TRUST_PROXY: 'maybe' }, 'SIDELINE_TRUST_PROXY', 'true'],
    [{ SIDELINE_PROT: '3000' }, 'SIDELINE_PROT', 'SIDELINE_PORT'],
  ])('refuses %o, naming %s and how to mend it', (env, name, example) => {
    const [problem] = problemsOf(env);
    expect(problem).toMatch(new RegExp(`^${name}: `));
    expect(problem).toContain(example);
  });

  it('names every wrong variable at once', () => {
    expect(problemsOf({ SIDELINE_PORT: '-1', SIDELINE_WORKERS: 'many' })).toHaveLength(2);
  });

  it.each(['127.0.0.1', 'localhost', '0.0.0.0'])('refuses to announce %s to other devices', (announced) => {
    const [problem] = problemsOf({ SIDELINE_HOST: '0.0.0.0', SIDELINE_ANNOUNCED_ADDRESS: announced });
    expect(problem).toMatch(/^SIDELINE_ANNOUNCED_ADDRESS: no other device/);
  });

  it('announces the address that it listens on', () => {
    expect(loadConfig({ SIDELINE_HOST: '192.0.2.4' }).announcedAddress).toBe('192.0.2.4');
  });

  it('takes an empty variable as one that is not set', () => {
    expect(loadConfig({ SIDELINE_PORT: '' }).port).toBe(3000);
  });

  describe('with a Supabase project', () => {
    const PROJECT = {
      SUPABASE_URL: 'https://abc.supabase.co/',
      SUPABASE_SECRET_KEY: 'sb_secret_x',
      SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
      DATABASE_URL: 'postgresql://postgres:x@db.example.org:5432/postgres',
    };
    const legacy = (role: string) => `e30.${Buffer.from(JSON.stringify({ role })).toString('base64url')}.x`;

    it('lets people sign in there', () => {
      expect(loadConfig(PROJECT).project).toEqual({
        url: 'https://abc.supabase.co',
        publishableKey: 'sb_publishable_x',
        secretKey: 'sb_secret_x',
        legacySecret: undefined,
      });
      const { SUPABASE_PUBLISHABLE_KEY: _key, ...storageAlone } = PROJECT;
      expect(loadConfig(storageAlone).project).toBeUndefined();
    });

    it.each([
      [{ DATABASE_URL: '' }, 'DATABASE_URL'],
      [{ SUPABASE_URL: '', SUPABASE_SECRET_KEY: '' }, 'SUPABASE_URL'],
      [{ SUPABASE_PUBLISHABLE_KEY: 'sb_secret_x' }, 'SUPABASE_PUBLISHABLE_KEY: is a secret key'],
      [{ SUPABASE_PUBLISHABLE_KEY: legacy('service_role') }, 'SUPABASE_PUBLISHABLE_KEY: is a secret key'],
      [{ SUPABASE_SECRET_KEY: 'sb_publishable_x' }, 'SUPABASE_SECRET_KEY: is the publishable key'],
      [{ SUPABASE_PUBLISHABLE_KEY: '', SUPABASE_JWT_SECRET: 'x'.repeat(32) }, 'SUPABASE_PUBLISHABLE_KEY'],
    ])('refuses %o', (changes, words) => {
      expect(() => loadConfig({ ...PROJECT, ...changes })).toThrow(words);
    });

    it('takes the legacy keys', () => {
      const keys = { SUPABASE_SECRET_KEY: legacy('service_role'), SUPABASE_PUBLISHABLE_KEY: legacy('anon') };
      expect(loadConfig({ ...PROJECT, ...keys }).project).toMatchObject({ publishableKey: legacy('anon') });
    });
  });

  it.each(['SIDELINE_MAIL_FROM', 'SIDELINE_PUBLIC_URL'])('sends no mail without %s', (name) => {
    const mail = {
      SIDELINE_SMTP_URL: 'smtps://mail.example.org',
      SIDELINE_MAIL_FROM: 'Sideline <sideline@example.org>',
      SIDELINE_PUBLIC_URL: 'https://coach.example.org',
    };
    expect(loadConfig(mail).mail).toMatchObject({ publicUrl: 'https://coach.example.org' });
    expect(() => loadConfig({ ...mail, [name]: '' })).toThrow(name);
  });
});
