/** A spectator who takes in everything that one in a browser would, and stamps what the server feeds back. */
import { Signalling } from '../../../client/session/signalling.ts';
import type { RtpCapabilities } from '../../../shared/contract/media.ts';
import { Person } from '../../support/rest.ts';
import { machineTimeMs } from '../support/machine-time.ts';
import { PeerLink, type Received } from '../support/peer-link.ts';

/** Something that the server fed back, and the frame that it came of. */
export interface Feedback {
  what: 'pose' | 'event';
  rtpTimestamp: number;
  /** Arrival, ms of the machine's clock. */
  at: number;
}

export interface WatcherOptions {
  url: string;
  sessionId: string;
  invitation: string;
  name: string;
}

export class Watcher {
  readonly feedback: Feedback[] = [];
  readonly #signalling: Signalling;
  #sink: PeerLink | undefined;

  /** Resolves once the watcher is in the session and receives all that is published in it. */
  static async join({ url, sessionId, invitation, name }: WatcherOptions): Promise<Watcher> {
    const { token } = await Person.signIn(url, name);
    const watcher = new Watcher(url, token);
    try {
      await watcher.#enter(sessionId, invitation);
    } catch (error) {
      watcher.close();
      throw error;
    }
    return watcher;
  }

  private constructor(url: string, token: string) {
    this.#signalling = new Signalling({ url, token, socket: { transports: ['websocket'], forceNew: true } });
    this.#signalling.on('pose', ({ rtpTimestamp }) =>
      this.feedback.push({ what: 'pose', rtpTimestamp, at: machineTimeMs() }),
    );
    this.#signalling.on('event', ({ change }) => {
      // The server sends a frame's events right after its pose, on the same connection.
      const rtpTimestamp = this.feedback.at(-1)?.rtpTimestamp;
      if (change.type === 'coaching' && rtpTimestamp !== undefined) {
        this.feedback.push({ what: 'event', rtpTimestamp, at: machineTimeMs() });
      }
    });
    this.#signalling.on('trouble', (error) => console.error('watcher:', error));
    this.#signalling.on('down', (reason) => console.error(`watcher: connection lost: ${reason}`));
  }

  get received(): Received {
    return this.#sink?.received ?? { packets: 0, bytes: 0 };
  }

  close(): void {
    this.#sink?.close();
    this.#signalling.close();
  }

  async #enter(sessionId: string, invitation: string): Promise<void> {
    const { request } = this.#signalling;
    await this.#signalling.connect();
    const { state } = await request('session:join', { sessionId, invitation });
    const { routerRtpCapabilities } = await request('media:open', {});
    const transport = await request('transport:create', { direction: 'receive' });
    this.#sink = await PeerLink.connect(transport, (dtlsParameters) =>
      request('transport:connect', { transportId: transport.id, dtlsParameters }),
    );
    for (const producer of state.participants.flatMap(({ producers }) => producers)) {
      const { consumerId } = await request('consumer:create', {
        transportId: transport.id,
        producerId: producer.id,
        rtpCapabilities: withoutEstimate(routerRtpCapabilities),
      });
      await request('consumer:resume', { consumerId });
    }
  }
}

/**
 * Capabilities of a receiver that sends no reports on what arrives. The SFU then doesn't estimate its bandwidth, which would
 * stay at the estimate's start, and sends it the best layer.
 */
function withoutEstimate({ codecs = [] }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs.map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type }) => type !== 'transport-cc' && type !== 'goog-remb'),
    })),
    headerExtensions: [],
  };
}
