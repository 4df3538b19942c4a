import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../scripts/setup/hash.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the hash of sources', () => {
  let root: string;

  beforeEach(() => {
    root = temporaryFolder();
    mkdirSync(join(root, 'client', 'pages'), { recursive: true });
    writeFileSync(join(root, 'client', 'pages', 'home.tsx'), 'home');
    writeFileSync(join(root, 'lock.json'), '{}');
  });

  const hash = () => hashOf(root, ['client', 'lock.json', 'not-there']);

  it('stays while nothing changes, whatever the order of the paths', () => {
    expect(hash()).toBe(hashOf(root, ['not-there', 'lock.json', 'client']));
  });

  it.each<[string, () => void]>([
    ['a file in a folder changes', () => writeFileSync(join(root, 'client', 'pages', 'home.tsx'), 'other')],
    ['a file is renamed', () => renameSync(join(root, 'client', 'pages'), join(root, 'client', 'views'))],
    ['a file appears', () => writeFileSync(join(root, 'client', 'new.ts'), '')],
    ['a path that was missing appears', () => writeFileSync(join(root, 'not-there'), '')],
  ])('changes when %s', (_, change) => {
    const before = hash();
    change();
    expect(hash()).not.toBe(before);
  });
});
