/** One media worker process with its WebRtcServer: a core's worth of the SFU. */
import type { types } from 'mediasoup';
import { hasAddress } from '../addresses.ts';
import { createWorker } from '../mediasoup.ts';
import { type Scheduling, schedulingOf, starved } from '../support/scheduling.ts';
import { type CpuUse, cpuUse, unused } from './cpu-use.ts';
import { Heartbeat } from './heartbeat.ts';
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

/** A worker that was asked to end is ended by force after this, ms. */
const END_MS = 2_000;

export class SfuWorker {
  readonly #worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly address: SfuAddress;
  readonly #heartbeat = new Heartbeat(
    () => this.#readUse(),
    () => this.#isStarved(),
  );
  #routers = 0;
  #use: CpuUse = unused(performance.now());
  #scheduling: Scheduling | undefined;

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

  /** Whether it has answered the last beat that was due. */
  get answering(): boolean {
    return !this.closed && this.#heartbeat.answering;
  }

  /** Whether it runs without answering: only force ends it. */
  get hung(): boolean {
    return !this.closed && this.#heartbeat.hung;
  }

  /** Share of a core that it used between the last two beats, 0..1. */
  get load(): number {
    return this.#use.load;
  }

  /** CPU time that it has used since it started, in ms, at the last beat. */
  get cpuMs(): number {
    return this.#use.cpuMs;
  }

  /** Routers that live on this worker. */
  get routers(): number {
    return this.#routers;
  }

  /** To be called at a steady pace; brings all figures up to date, once the worker has answered. */
  beat(): void {
    if (!this.closed) this.#heartbeat.beat();
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

  /** Ends the process by force; `onDied` follows. */
  kill(): void {
    if (!this.#worker.subprocessClosed) process.kill(this.pid, 'SIGKILL');
  }

  /** Resolves when the process has ended, by force where it does not end by itself. May be called twice. */
  async close(): Promise<void> {
    this.#worker.close();
    if (this.#worker.subprocessClosed) return;
    const force = setTimeout(() => this.kill(), END_MS);
    await new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    clearTimeout(force);
  }

  /** The time is that of asking: the worker answers about itself at that moment, however late its answer is read. */
  async #readUse(): Promise<void> {
    const askedAt = performance.now();
    const usage = await this.#worker.getResourceUsage();
    this.#use = cpuUse(this.#use, usage.ru_utime + usage.ru_stime, askedAt);
  }

  #isStarved(): boolean {
    const before = this.#scheduling;
    this.#scheduling = schedulingOf(this.pid);
    return starved(before, this.#scheduling);
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
