/** `npm start`: sets up what is missing, then starts the server in this same process, so that signals reach it. */
import { setUpOrExit } from './setup/run.mjs';

const lookEveryMs = 500;

if (process.env.npm_lifecycle_event) stopWithParent();
await setUpOrExit();
process.argv.splice(2, 0, 'start');
await import('../bin/sideline.mjs');

/**
 * npm hands a signal to the shell that it has started us by, and the shell ends without handing it on. So what would
 * be a server without an owner takes the end of its parent for the signal.
 */
function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs);
  timer.unref();
}
