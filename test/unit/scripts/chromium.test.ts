import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findChromium, findHeadlessShell } from '../../../scripts/setup/chromium.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder of programs as PATH names it. */
function aFolderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) writeFileSync(join(folder, name), '', { mode: 0o755 });
  return folder;
}

describe('the browser of the tests', () => {
  it('is the headless shell, beside the whole Chromium', () => {
    const PATH = aFolderWith('chromium', 'chromium-headless-shell');
    expect(findHeadlessShell({ PATH })).toBe(join(PATH, 'chromium-headless-shell'));
    expect(findChromium({ PATH })).toBe(join(PATH, 'chromium'));
  });

  it('is the whole Chromium where there is no headless shell', () => {
    const PATH = aFolderWith('google-chrome');
    expect(findHeadlessShell({ PATH })).toBe(join(PATH, 'google-chrome'));
  });

  it('is the one that is named, or none', () => {
    const PATH = aFolderWith('chromium', 'chromium-headless-shell');
    const named = join(aFolderWith('mine'), 'mine');
    expect(findHeadlessShell({ PATH, SIDELINE_CHROMIUM: named })).toBe(named);
    expect(findHeadlessShell({ PATH, SIDELINE_CHROMIUM: `${named}-not` })).toBeUndefined();
  });
});
