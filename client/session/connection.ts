/** Keeps a place in a session: connects and takes the place, again and again, until that is over for good. */
import { enhancedEvents } from 'mediasoup-client';
import { type ErrorCode, SessionElsewhereError, SidelineError } from '../../shared/contract/errors.ts';
import { NoAnswerError } from '../no-answer-error.ts';
import type { RecoveryPolicy } from './recovery.ts';
import type { Signalling } from './signalling.ts';

/** How we stand with the session. `over`, `refused`, `replaced`, `lost` and `closed` are final. */
export type ConnectionStatus =
  | { kind: 'connecting' }
  | { kind: 'live'; flowing: boolean }
  /** The connection was lost, or the session was `elsewhere` when we last asked; `attempt` counts from 1. */
  | { kind: 'reconnecting'; attempt: number; elsewhere: boolean }
  /** The session has ended; its record says how. */
  | { kind: 'over' }
  | { kind: 'refused'; error: SidelineError }
  /** The same person took the place from another page. */
  | { kind: 'replaced' }
  /** Gave up reconnecting. */
  | { kind: 'lost' }
  | { kind: 'closed' };

/** Refusals that may be over soon; all others stay however often we ask. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'media_unavailable',
  'storage_unavailable',
  'shutting_down',
  'session_elsewhere',
  'internal',
]);

const FINAL: ReadonlySet<ConnectionStatus['kind']> = new Set(['over', 'refused', 'replaced', 'lost', 'closed']);

export const isFinal = ({ kind }: ConnectionStatus): boolean => FINAL.has(kind);

export interface ConnectionOptions {
  signalling: Signalling;
  recovery: RecoveryPolicy;
  /** Takes our place over a connection that has just been made. */
  enter(): Promise<void>;
  /** The connection is gone, and with it all that hung on it. */
  onDown(): void;
}

export type ConnectionEvents = {
  status: [ConnectionStatus];
  /** An attempt failed; another one follows. */
  trouble: [unknown];
};

export class Connection extends enhancedEvents.EnhancedEventEmitter<ConnectionEvents> {
  readonly #options: ConnectionOptions;
  #status: ConnectionStatus = { kind: 'connecting' };
  #running: Promise<void> | undefined;
  /** Ends the present pause between attempts. */
  #hurry: () => void = () => undefined;
  #lost: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    options.signalling.on('down', () => this.#lost());
    options.signalling.on('replaced', () => this.finish({ kind: 'replaced' }));
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /**
   * Resolves once we have a place in the session; from then on it is kept without further calls.
   * @throws SidelineError when the server refuses us (see its `code`), NoAnswerError when the policy gives up
   */
  async join(): Promise<void> {
    this.#running ??= this.#run();
    await new Promise<void>((resolve, reject) => {
      const settle = (status: ConnectionStatus) => {
        if (status.kind === 'connecting' || status.kind === 'reconnecting') return;
        this.off('status', settle);
        if (status.kind === 'live') resolve();
        else if (status.kind === 'refused') reject(status.error);
        else if (status.kind === 'over') reject(new SidelineError('session_ended', 'This session is over.'));
        else reject(new NoAnswerError('could not join the session'));
      };
      this.on('status', settle);
      settle(this.#status);
    });
  }

  /** Makes the next attempt now instead of after the pause. */
  hurry(): void {
    this.#hurry();
  }

  /** Media flows again, or is interrupted. */
  setFlowing(flowing: boolean): void {
    if (this.#status.kind === 'live') this.#setStatus({ kind: 'live', flowing });
  }

  /** Ends with a final status. Only closing may follow another final one. */
  finish(status: ConnectionStatus): void {
    if (isFinal(this.#status) && (status.kind !== 'closed' || this.#status.kind === 'closed')) return;
    this.#status = status;
    this.emit('status', status);
    this.#lost();
    this.#hurry();
  }

  /** May be called twice. */
  override close(): void {
    this.finish({ kind: 'closed' });
    super.close();
  }

  async #run(): Promise<void> {
    const { signalling } = this.#options;
    let moved = false;
    for (let attempt = 0; !isFinal(this.#status); attempt += 1) {
      let elsewhere = false;
      try {
        const lost = new Promise<void>((resolve) => {
          this.#lost = resolve;
        });
        await signalling.connect();
        await this.#options.enter();
        attempt = 0;
        this.#setStatus({ kind: 'live', flowing: true });
        await lost;
      } catch (error) {
        if (error instanceof SidelineError && !PASSING.has(error.code)) return this.#refused(error);
        this.emit('trouble', error);
        elsewhere = error instanceof SessionElsewhereError;
        // A server that does not have it, or does not answer, is asked no more; the first one knows more by then.
        const address = error instanceof SessionElsewhereError ? error.address : undefined;
        if (moved || address !== undefined) signalling.moveTo(address);
        moved = address !== undefined;
      }
      this.#options.onDown();
      signalling.disconnect();
      if (!isFinal(this.#status)) await this.#pause(attempt, elsewhere && !moved);
    }
  }

  #refused(error: SidelineError): void {
    if (error.code === 'session_ended') this.finish({ kind: 'over' });
    else this.finish({ kind: 'refused', error });
  }

  #pause(attempt: number, elsewhere: boolean): Promise<void> {
    const delay = this.#options.recovery.reconnectDelay(attempt);
    if (delay === undefined) {
      this.finish({ kind: 'lost' });
      return Promise.resolve();
    }
    this.#setStatus({ kind: 'reconnecting', attempt: attempt + 1, elsewhere });
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #setStatus(status: ConnectionStatus): void {
    if (isFinal(this.#status)) return;
    this.#status = status;
    this.emit('status', status);
  }
}
