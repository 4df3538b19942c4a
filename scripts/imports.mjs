/** Fails when a file imports what the table in docs/architecture.md does not let it; part of `npm run lint`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readParts, violations } from './imports/rules.mjs';
import { projectRoot } from './setup/paths.mjs';

const FOLDERS = ['bin', 'client', 'scripts', 'server', 'shared', 'test'];
const MODULE = /(?<!\.d)\.(?:tsx?|mjs)$/;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => MODULE.test(name))
    .map((name) => {
      const file = `${folder}/${name.split(sep).join('/')}`;
      return { file, text: readFileSync(join(projectRoot, file), 'utf8') };
    }),
);
const found = violations(readParts(readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8')), sources);
if (found.length > 0) {
  console.error(['imports: forbidden by the table in docs/architecture.md', ...found].join('\n  '));
  process.exitCode = 1;
} else console.log(`imports: ${sources.length} files keep to docs/architecture.md`);
