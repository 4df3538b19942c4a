import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDatabase, checkFolder, judgeSpace } from '../../../../server/cli/doctor/storage.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('the data folder', () => {
  it('is found writable before it exists, and is not created', async () => {
    const parent = temporaryFolder();
    const dataDir = join(parent, 'a', 'data');
    const { found } = await checkFolder({ dataDir });
    expect(found).toContain(dataDir);
    expect(existsSync(join(parent, 'a'))).toBe(false);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('fails where nothing can be written, with the variable to change', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const finding = await checkFolder({ dataDir: join(file, 'data') });
    expect(finding.status).toBe('fail');
    expect(finding.advice).toContain('SIDELINE_DATA_DIR');
  });

  it.each([
    [50 * 1024 ** 2, 'fail'],
    [500 * 1024 ** 2, 'warn'],
    [5 * 1024 ** 3, 'ok'],
  ])('with %i bytes free: %s', (bytes, status) => {
    expect(judgeSpace('Data folder', '/data', bytes).status).toBe(status);
  });
});

describe('the database', () => {
  it('fails when nothing answers, without showing the password', async () => {
    const finding = await checkDatabase('postgresql://someone:secret-word@127.0.0.1:1/postgres', 10);
    expect(finding.status).toBe('fail');
    expect(JSON.stringify(finding)).not.toContain('secret-word');
  });
});
