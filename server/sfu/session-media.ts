/** The media of one session: a router, put on another worker when its own dies. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { ParticipantMedia, type ParticipantMediaEvents } from './participant-media.ts';
import { upright } from './router-options.ts';
import type { Placement, WorkerPool } from './worker-pool.ts';

export class SessionMedia {
  readonly #pool: WorkerPool;
  readonly #logger: Logger;
  readonly #onRestarted: (generation: number) => void;
  readonly #participants = new Set<ParticipantMedia>();
  #placement: Promise<Placement> | undefined;
  #generation: number;
  #closed = false;

  /**
   * @param options.onRestarted the worker died and everything on it is gone; clients build their transports anew
   * @param options.firstGeneration more than 1 where the session had routers before, in an earlier run of the server
   */
  constructor(options: {
    pool: WorkerPool;
    logger: Logger;
    onRestarted: (generation: number) => void;
    firstGeneration?: number;
  }) {
    this.#generation = options.firstGeneration ?? 1;
    this.#pool = options.pool;
    this.#logger = options.logger;
    this.#onRestarted = options.onRestarted;
  }

  /** Counts the routers that this session has had, from 1. */
  get generation(): number {
    return this.#generation;
  }

  async router(): Promise<types.Router> {
    return (await this.#place()).router;
  }

  /** What clients negotiate with, and the generation that it belongs to. */
  async open(): Promise<{ generation: number; routerRtpCapabilities: types.RtpCapabilities }> {
    const router = await this.router();
    return { generation: this.#generation, routerRtpCapabilities: upright(router.rtpCapabilities) };
  }

  /** A participant's transports; they end with the participant, with the worker, or with the session. */
  participant(events: ParticipantMediaEvents): ParticipantMedia {
    const media = new ParticipantMedia(() => this.#place(), events);
    this.#participants.add(media);
    media.onClosed(() => this.#participants.delete(media));
    return media;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const media of [...this.#participants]) media.close();
    const placement = this.#placement;
    this.#placement = undefined;
    await placement?.then(
      ({ router }) => router.close(),
      (error: unknown) => this.#logger.debug({ err: error }, 'session had no router to close'),
    );
  }

  /** The promise is kept, so that two requests at once make one router. */
  #place(): Promise<Placement> {
    if (this.#closed) return Promise.reject(new SidelineError('session_ended', 'The session is over.'));
    if (!this.#placement) {
      const placement = this.#pool.place();
      this.#placement = placement;
      placement.then(
        ({ router, worker }) => {
          // A worker that died while the router was being made gives no event.
          if (router.closed || worker.closed) this.#pool.unlessRetiring(() => this.#restart());
          else router.once('workerclose', () => this.#pool.unlessRetiring(() => this.#restart()));
        },
        () => {
          this.#placement = undefined;
        },
      );
    }
    return this.#placement;
  }

  #restart(): void {
    if (this.#closed) return;
    this.#placement = undefined;
    this.#generation += 1;
    this.#logger.warn({ generation: this.#generation }, 'session media lost its worker');
    this.#onRestarted(this.#generation);
  }
}
