/**
 * `npm run setup`: makes the project ready to start; with `--test`, ready to be tested too.
 * Names of steps as arguments (`npm run setup -- packages worker`) run those alone.
 */
import { parseArgs } from 'node:util';
import { setUpOrExit } from './setup/run.mjs';

const { values, positionals } = parseArgs({ options: { test: { type: 'boolean' } }, allowPositionals: true });
await setUpOrExit({ forTests: values.test === true, only: positionals });
