import { findWorker } from '../../../scripts/setup/worker-path.mjs';
import { ROUTER_CODECS } from '../../sfu/router-options.ts';
import { type Finding, fail, ok, wordsOf } from './finding.ts';

const NAME = 'Media worker';

/** Starts mediasoup's worker for real, with a router, and ends it. */
export async function checkWorker(env: NodeJS.ProcessEnv): Promise<Finding> {
  const path = findWorker(env);
  if (!path) return fail(NAME, 'there is none', 'Run `npm run setup`: it downloads or compiles one.');
  // mediasoup reads this once, when it is first imported.
  process.env.MEDIASOUP_WORKER_BIN ??= path;
  const { createWorker, version } = await import('mediasoup');
  try {
    const worker = await createWorker({ logLevel: 'none' });
    try {
      await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
    } finally {
      worker.close();
    }
    return ok(NAME, `mediasoup ${version}, ${path}`);
  } catch (error) {
    return fail(
      NAME,
      `${path} does not start: ${wordsOf(error)}`,
      env.MEDIASOUP_WORKER_BIN
        ? 'Name another in MEDIASOUP_WORKER_BIN, or unset it and run `npm run setup`.'
        : 'Remove that file and run `npm run setup`.',
    );
  }
}
