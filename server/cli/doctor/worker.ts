import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { findWorker, mediasoupVersion } from '../../../scripts/setup/worker-path.mjs';
import { createWorker } from '../../mediasoup.ts';
import { ROUTER_CODECS } from '../../sfu/router-options.ts';
import { workerBinary } from '../../worker-binary.ts';
import { type Finding, fail, ok, wordsOf } from './finding.ts';

const NAME = 'Media worker';

/** Starts mediasoup's worker for real, with a router, and ends it. */
export async function checkWorker(env: NodeJS.ProcessEnv): Promise<Finding> {
  if (!workerBinary) return fail(NAME, 'there is none', 'Run `npm run setup`: it downloads or compiles one.');
  try {
    const worker = await createWorker({ logLevel: 'none' });
    try {
      await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
    } finally {
      worker.close();
    }
    return ok(NAME, `mediasoup ${mediasoupVersion(projectRoot)}, ${workerBinary}`);
  } catch (error) {
    return fail(
      NAME,
      `${workerBinary} does not start: ${wordsOf(error)}`,
      workerBinary === findWorker({ ...env, MEDIASOUP_WORKER_BIN: undefined })
        ? 'Remove that file and run `npm run setup`.'
        : 'Name another in MEDIASOUP_WORKER_BIN, or unset it and run `npm run setup`.',
    );
  }
}
