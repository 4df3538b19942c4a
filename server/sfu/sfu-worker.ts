/** One media worker process with its WebRtcServer: a core's worth of the SFU. */
import type { types } from 'mediasoup';
import { hasAddress } from '../addresses.ts';
import { createWorker } from '../mediasoup.ts';
import { ROUTER_CODECS } from './router-options.ts';

export interface SfuAddress {
  /** Address to listen on. */
  host: string;
  /** Address in the ICE candidates. */
  announcedAddress: string;
  /** A second address of this machine to listen on and to announce; left out while the machine does not have it. */
  alsoAnnounced?: string | undefined;
  /** UDP and TCP port; 0 for any free one. */
  port: number;
}

const LOAD_WINDOW_MS = 2_000;

export class SfuWorker {
  readonly #worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly address: SfuAddress;
  #routers = 0;
  #cpuMs = 0;
  #measuredAt = performance.now();
  #load = 0;

  private constructor(worker: types.Worker, webRtcServer: types.WebRtcServer, address: SfuAddress) {
    this.#worker = worker;
    this.webRtcServer = webRtcServer;
    this.address = address;
  }

  static async create(address: SfuAddress): Promise<SfuWorker> {
    const worker = await createWorker({ logLevel: 'warn' });
    try {
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: listenInfosOf(address),
      });
      return new SfuWorker(worker, webRtcServer, address);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get closed(): boolean {
    return this.#worker.closed;
  }

  /** Share of a core in use when last measured, 0..1. */
  get load(): number {
    return this.#load;
  }

  /** Routers that live on this worker. */
  get routers(): number {
    return this.#routers;
  }

  /** CPU time that the worker has used since it started, in ms. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  onDied(listener: (error: Error) => void): void {
    this.#worker.once('died', listener);
  }

  async createRouter(): Promise<types.Router> {
    this.#routers += 1;
    const release = () => {
      this.#routers -= 1;
    };
    try {
      const router = await this.#worker.createRouter({ mediaCodecs: ROUTER_CODECS });
      router.observer.once('close', release);
      return router;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Brings `load` and `cpuMs` up to date. */
  async measure(): Promise<void> {
    if (this.closed) return;
    const usage = await this.#worker.getResourceUsage();
    const cpuMs = usage.ru_utime + usage.ru_stime;
    const now = performance.now();
    const elapsed = now - this.#measuredAt;
    if (elapsed < LOAD_WINDOW_MS / 2) {
      this.#cpuMs = cpuMs;
      return;
    }
    this.#load = Math.min(1, (cpuMs - this.#cpuMs) / elapsed);
    this.#cpuMs = cpuMs;
    this.#measuredAt = now;
  }

  close(): void {
    this.#worker.close();
  }
}

/** The first address has the better ICE priority, so browsers that can use both take it. */
function listenInfosOf({ host, announcedAddress, alsoAnnounced, port }: SfuAddress): types.TransportListenInfo[] {
  const first = { ip: host, ...(announcedAddress !== host && { announcedAddress }) };
  const second = alsoAnnounced !== undefined && hasAddress(alsoAnnounced) ? [{ ip: alsoAnnounced }] : [];
  return [first, ...second].flatMap((address) => {
    const listen = { ...address, ...(port > 0 && { port }) };
    return [
      { protocol: 'udp' as const, ...listen },
      { protocol: 'tcp' as const, ...listen },
    ];
  });
}
