#!/usr/bin/env node
// The program `sideline`: packages and sources are found from here, so that any folder will do to start from.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, supportedNode } from '../scripts/setup/node-version.mjs';
import { projectRoot } from '../scripts/setup/paths.mjs';

const range = supportedNode(projectRoot);
if (!satisfies(process.versions.node, range)) {
  console.error(`Node ${process.versions.node} is not supported; Sideline runs on ${range}.`);
  process.exit(1);
}
if (!existsSync(join(projectRoot, 'node_modules', 'tsx'))) {
  console.error('Nothing is installed yet. Run `npm start` once, or `npm run setup`, in the folder of Sideline.');
  process.exit(1);
}
await import('../server/cli/main.boot.mjs');
