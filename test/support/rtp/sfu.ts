import type { types } from 'mediasoup';
import { createWorker } from '../../../server/mediasoup.ts';
import { ROUTER_CODECS } from '../../../server/sfu/router-options.ts';

/** A mediasoup worker of its own; `kill` ends it as a crash does. */
export async function startSfu(): Promise<{
  newRouter: () => Promise<types.Router>;
  kill: () => void;
  close: () => void;
}> {
  const worker = await createWorker({ logLevel: 'error' });
  return {
    newRouter: () => worker.createRouter({ mediaCodecs: ROUTER_CODECS }),
    kill: () => void process.kill(worker.pid, 'SIGKILL'),
    close: () => worker.close(),
  };
}
