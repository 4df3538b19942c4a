import { describe, expect, it } from 'vitest';
import { isDebianLike } from '../../../scripts/setup/debian.mjs';
import { cannotProvide, missingForBuild } from '../../../scripts/setup/worker.mjs';
import { ninjaFile } from '../../../scripts/worker/ninja.mjs';
import { debianPackages, libraries, tools } from '../../../scripts/worker/recipe.mjs';

describe('where no worker can be had', () => {
  const situation = { refusal: 'github.com: not found', missing: ['ninja', 'libuv'] };

  it('names what is missing and why it could not be downloaded', () => {
    const { message } = cannotProvide({ ...situation, debian: true });
    expect(message).toContain('ninja, libuv');
    expect(message).toContain('github.com: not found');
  });

  it('names the one command to type on Debian', () => {
    const { advice } = cannotProvide({ ...situation, debian: true });
    expect(advice[0]).toContain(`sudo apt-get install ${debianPackages.join(' ')}`);
  });

  it('names programs and libraries by their own names elsewhere', () => {
    const { advice } = cannotProvide({ ...situation, debian: false });
    for (const name of [...tools, ...libraries]) expect(advice[0]).toContain(name);
    expect(advice[0]).not.toContain('apt-get');
  });

  it('counts everything as missing where nothing is on the PATH', () => {
    expect(missingForBuild({ PATH: '' })).toEqual([...tools, ...libraries]);
  });
});

describe('Debian and its descendants', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"', true],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', true],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', true],
    ['ID=fedora\nHOME_URL="https://not.debian.example"', false],
    ['ID=alpine', false],
  ])('%j: %s', (osRelease, expected) => {
    expect(isDebianLike(osRelease)).toBe(expected);
  });
});

describe('the build file', () => {
  const text = ninjaFile({
    sources: ['src/main.cpp', 'src/a b/c.cpp'],
    compilerFlags: '-O2',
    linkerFlags: '-luv',
    output: 'worker',
  });

  it('compiles each source and links all objects', () => {
    expect(text).toContain('build obj/src/main.cpp.o: compile src/main.cpp\n');
    expect(text).toContain('build worker: link obj/src/main.cpp.o obj/src/a$ b/c.cpp.o\n');
  });

  it('escapes what ninja takes for its own', () => {
    expect(text).toContain('build obj/src/a$ b/c.cpp.o: compile src/a$ b/c.cpp\n');
  });
});
