import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/paths.mjs';
import { findWorker, workerPlaces } from '../../../scripts/setup/worker-path.mjs';
import { recipeHash } from '../../../scripts/worker/recipe.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the cache folder', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ SIDELINE_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    [{ XDG_CACHE_HOME: '/b' }, '/b/sideline'],
    [{ SIDELINE_CACHE_DIR: '', XDG_CACHE_HOME: '' }, join(homedir(), '.cache', 'sideline')],
  ])('of %o is %s', (env, folder) => {
    expect(cacheFolder(env)).toBe(folder);
  });
});

describe('the worker to start', () => {
  const aRootWith = (version: string) => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'node_modules', 'mediasoup'), { recursive: true });
    writeFileSync(join(root, 'node_modules', 'mediasoup', 'package.json'), JSON.stringify({ version }));
    return root;
  };
  const put = (path: string, mode = 0o755) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, mode);
  };

  it('is the one that MEDIASOUP_WORKER_BIN names, whatever is in the cache', () => {
    const env = { MEDIASOUP_WORKER_BIN: '/opt/worker', SIDELINE_CACHE_DIR: temporaryFolder() };
    put(workerPlaces('9.9.9', env).compiled);
    expect(findWorker(env, aRootWith('9.9.9'))).toBe('/opt/worker');
  });

  it('is nothing before the set-up', () => {
    expect(findWorker({ SIDELINE_CACHE_DIR: temporaryFolder() }, aRootWith('9.9.9'))).toBeUndefined();
  });

  it('is the downloaded one before the compiled one', () => {
    const env = { SIDELINE_CACHE_DIR: temporaryFolder() };
    const { downloaded, compiled } = workerPlaces('9.9.9', env);
    put(compiled);
    expect(findWorker(env, aRootWith('9.9.9'))).toBe(compiled);
    put(downloaded);
    expect(findWorker(env, aRootWith('9.9.9'))).toBe(downloaded);
  });

  it('is never one of another mediasoup version, nor a file that cannot be run', () => {
    const env = { SIDELINE_CACHE_DIR: temporaryFolder() };
    put(workerPlaces('9.9.8', env).compiled);
    put(workerPlaces('9.9.9', env).compiled, 0o644);
    expect(findWorker(env, aRootWith('9.9.9'))).toBeUndefined();
  });

  it('depends on how it was compiled', () => {
    expect(workerPlaces('9.9.9', {}).compiled).toContain(recipeHash());
    expect(workerPlaces('9.9.9', {}).downloaded).not.toContain(recipeHash());
  });
});
