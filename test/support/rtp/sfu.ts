import type { types } from 'mediasoup';
import { createWorker } from '../../../server/mediasoup.ts';
import { ROUTER_CODECS } from '../../../server/sfu/router-options.ts';

/** A mediasoup worker of its own. */
export async function startSfu(): Promise<{ newRouter: () => Promise<types.Router>; close: () => void }> {
  const worker = await createWorker({ logLevel: 'error' });
  return {
    newRouter: () => worker.createRouter({ mediaCodecs: ROUTER_CODECS }),
    close: () => worker.close(),
  };
}
