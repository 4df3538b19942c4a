/** `npm run setup`: makes the project ready to start; with `--test`, to be tested too. */
import { setUpOrExit } from './setup/run.mjs';

await setUpOrExit({ forTests: process.argv.includes('--test') });
