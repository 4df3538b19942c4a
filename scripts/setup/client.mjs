/** Builds the pages when their sources have changed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf } from './hash.mjs';
import { SetupError } from './step.mjs';
import { viteBuild } from './vite-build.mjs';

const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json'];

/** @type {import('./step.mjs').Step} */
export function buildClient({ root, env, say }) {
  const page = join(root, 'dist', 'client', 'index.html');
  const stamp = join(root, 'dist', 'client.stamp');
  const hash = hashOf(root, sources);
  if (existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return undefined;

  say('building the pages (some seconds)');
  viteBuild({ root, env, say }, 'The pages');
  if (!existsSync(page)) throw new SetupError('The pages were built, but there is no dist/client/index.html.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return 'built the pages';
}
