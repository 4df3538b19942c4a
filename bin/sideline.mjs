#!/usr/bin/env node
// The server runs from its TypeScript sources; tsx is found from here, so that any folder will do to start from.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!existsSync(new URL('../node_modules/tsx', import.meta.url))) {
  console.error('Nothing is installed yet. Run `npm start` once, or `npm run setup`, in the folder of Sideline.');
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
await import('../server/cli/main.ts');
