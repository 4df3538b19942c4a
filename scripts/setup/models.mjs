/** Converts the pose models that npm packages carry into the form that runs fastest. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { cacheFolder } from './paths.mjs';
import { SetupError } from './step.mjs';

/** What the server takes by default; others are converted when they are first asked for. */
const models = ['blazepose-full', 'blazepose-lite', 'blazepose-detector'];

const sources = ['package-lock.json', 'server/analysis/models', 'scripts/setup/models.mjs'];

/** @type {import('./step.mjs').Step} */
export function provideModels({ root, env, say }) {
  const folder = join(cacheFolder(env), 'models');
  const stamp = join(folder, `prepared-${hashOf(root, sources).slice(0, 16)}`);
  if (existsSync(stamp)) return undefined;

  say('converting the pose models (some seconds)');
  const program = join(root, 'server', 'analysis', 'models', 'prepare.ts');
  const { status, stderr, error } = spawnSync(process.execPath, ['--import', 'tsx', program, ...models], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new SetupError(
      `The pose models could not be converted.\n${stderr ?? ''}`.trim(),
      ['Run `npm ci` to install their weights anew.'],
      { cause: error },
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, '');
  return 'converted the pose models';
}
