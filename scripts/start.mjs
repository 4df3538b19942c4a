/** `npm start`: sets up what is missing, then starts the server in this same process, so that signals reach it. */
import { setUpOrExit } from './setup/run.mjs';

await setUpOrExit();
process.argv.splice(2, 0, 'start');
await import('../bin/sideline.mjs');
