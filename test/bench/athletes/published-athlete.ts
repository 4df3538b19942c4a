/** An athlete of the load: joins a session as a browser does, publishes the performance, and takes the feedback on it. */
import { Signalling } from '../../../client/session/signalling.ts';
import type { Clip } from '../../support/rtp/clip.ts';
import { machineTimeMs } from '../support/machine-time.ts';
import { PeerLink } from '../support/peer-link.ts';
import { ReplayedCamera } from './replayed-camera.ts';

/** What an athlete received since it was last asked. */
export interface AthleteReport {
  /** From each analysed frame's capture to the last thing that was fed back about it, ms. */
  delaysMs: number[];
  /** Timestamp and capture, ms of the machine's clock, of each analysed frame. */
  frames: { rtpTimestamp: number; capturedAt: number }[];
  /** Poses whose timestamp is that of no frame. */
  unknown: number;
}

export interface AthleteSeat {
  url: string;
  token: string;
  sessionId: string;
  /** Frame of the performance to begin with, so that not all do the same at the same time. */
  begin: number;
}

export class PublishedAthlete {
  readonly #signalling: Signalling;
  readonly #delays = new Map<number, number>();
  #unknown = 0;
  /** Capture of the newest frame that a pose came of. */
  #newest: AthleteReport['frames'][number] | undefined;
  #frames: AthleteReport['frames'] = [];
  #link: PeerLink | undefined;
  #camera: ReplayedCamera | undefined;

  /** Resolves once the camera plays. */
  static async join(seat: AthleteSeat, layers: readonly Clip[]): Promise<PublishedAthlete> {
    const athlete = new PublishedAthlete(seat);
    try {
      await athlete.#publish(seat, layers);
    } catch (error) {
      athlete.close();
      throw error;
    }
    return athlete;
  }

  private constructor({ url, token }: AthleteSeat) {
    this.#signalling = new Signalling({ url, token, socket: { transports: ['websocket'], forceNew: true } });
    this.#signalling.on('pose', ({ rtpTimestamp }) => this.#hearPose(rtpTimestamp));
    this.#signalling.on('event', ({ change }) => {
      if (change.type !== 'coaching') return;
      // The server sends a frame's events right after its pose, on the same connection.
      if (this.#newest) this.#delays.set(this.#newest.rtpTimestamp, machineTimeMs() - this.#newest.capturedAt);
    });
    this.#signalling.on('trouble', (error) => console.error('athlete:', error));
  }

  /** Resolves once so many of its frames more have come back as poses. */
  async analysed(frames: number): Promise<void> {
    for (let left = frames; left > 0; left -= 1) {
      await new Promise<void>((resolve) => this.#signalling.once('pose', () => resolve()));
    }
  }

  report(): AthleteReport {
    const report = {
      delaysMs: [...this.#delays.values()],
      frames: this.#frames,
      unknown: this.#unknown,
    };
    this.#delays.clear();
    this.#frames = [];
    this.#unknown = 0;
    this.#newest = undefined;
    return report;
  }

  close(): void {
    this.#camera?.close();
    this.#link?.close();
    this.#signalling.close();
  }

  #hearPose(rtpTimestamp: number): void {
    const capturedAt = this.#camera?.capturedAt(rtpTimestamp);
    this.#newest = capturedAt === undefined ? undefined : { rtpTimestamp, capturedAt };
    if (!this.#newest) {
      this.#unknown += 1;
      return;
    }
    this.#frames.push(this.#newest);
    this.#delays.set(rtpTimestamp, machineTimeMs() - this.#newest.capturedAt);
  }

  async #publish({ sessionId, begin }: AthleteSeat, layers: readonly Clip[]): Promise<void> {
    const { request } = this.#signalling;
    await this.#signalling.connect();
    await request('session:join', { sessionId });
    await request('media:open', {});
    const transport = await request('transport:create', { direction: 'send' });
    this.#link = await PeerLink.connect(transport, (dtlsParameters) =>
      request('transport:connect', { transportId: transport.id, dtlsParameters }),
    );
    const { ssrcs, rtpParameters } = ReplayedCamera.describe(layers);
    await request('producer:create', { transportId: transport.id, kind: 'video', source: 'camera', rtpParameters });
    this.#camera = new ReplayedCamera(this.#link, layers, ssrcs, begin);
  }
}
