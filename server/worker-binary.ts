/** Names to mediasoup, by the variable that it reads, the worker that the set-up has provided. Imported for this effect. */
import { findWorker } from '../scripts/setup/worker-path.mjs';

const found = findWorker();
if (found) process.env.MEDIASOUP_WORKER_BIN = found;

/** Absolute path of the media worker; undefined before the set-up has run. */
export const workerBinary: string | undefined = found;
