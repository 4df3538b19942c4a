import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSecret } from '../../../../server/identity/secret.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('the server’s secret', () => {
  it('is made once, for this user’s eyes only, in a folder that may not be there yet', async () => {
    const folder = join(temporaryFolder(), 'data');
    const secret = await loadSecret(undefined, folder);
    expect(secret.length).toBe(32);
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(await loadSecret(undefined, folder)).toEqual(secret);
  });

  it('is the same for servers that start at once, and leaves no drafts', async () => {
    const folder = temporaryFolder();
    const secrets = await Promise.all(Array.from({ length: 10 }, () => loadSecret(undefined, folder)));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('is hidden again when somebody has opened it', async () => {
    const folder = temporaryFolder();
    await loadSecret(undefined, folder);
    chmodSync(join(folder, 'secret'), 0o644);
    await loadSecret(undefined, folder);
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('is the operator’s own where there is one, and no file is made', async () => {
    const folder = temporaryFolder();
    const own = 'correct horse battery staple, and more';
    expect(Buffer.from(await loadSecret(own, folder)).toString()).toBe(own);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['', 'short', '!!!!'])('is not taken from a file that holds “%s”', async (content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'secret'), content);
    await expect(loadSecret(undefined, folder)).rejects.toThrow(/secret holds no key/);
  });
});
