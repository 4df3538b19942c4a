/** Builds the pages when their sources have changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf } from './hash.mjs';
import { SetupError } from './step.mjs';

const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json'];

/** @type {import('./step.mjs').Step} */
export function buildClient({ root, env, say }) {
  const page = join(root, 'dist', 'client', 'index.html');
  const stamp = join(root, 'dist', 'client.stamp');
  const hash = hashOf(root, sources);
  if (existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return undefined;

  say('building the pages (some seconds)');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (status !== 0 || !existsSync(page)) {
    throw new SetupError(`The pages could not be built.\n${stdout}${stderr}`.trim());
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return 'built the pages';
}
