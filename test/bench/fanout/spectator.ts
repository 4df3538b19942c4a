/** A spectator who receives no media, only what the server sends: poses and events, stamped on arrival. */
import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Signalling } from '../../../client/session/signalling.ts';
import { Person } from '../../support/rest.ts';
import { machineTimeMs } from '../support/machine-time.ts';

export interface SpectatorSeat {
  url: string;
  sessionId: string;
  invitation: string;
}

/** What a spectator has received; times in ms of the machine's clock. */
export interface Heard {
  /** Timestamp and arrival of each pose since it was last asked. */
  poses: { rtpTimestamp: number; at: number }[];
  /** Number of the last event that it knew as it joined. */
  joinedAt: number;
  /** Number and arrival of each event since then. */
  events: { seq: number; at: number }[];
  /** Since it joined, on the wire above TCP. */
  bytes: number;
}

/** Notes the sockets that it opens, which know how much they have read. */
class NotingAgent extends Agent {
  readonly sockets_: Socket[] = [];

  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...args);
    if (socket && 'bytesRead' in socket) this.sockets_.push(socket as Socket);
    return socket;
  }
}

export class Spectator {
  readonly #signalling: Signalling;
  readonly #agent = new NotingAgent();
  readonly #events: Heard['events'] = [];
  #poses: Heard['poses'] = [];
  #joinedAt = 0;

  /**
   * A person who has never been there comes in; resolves with a place in the session.
   * @param address IPv4; where they come from, as a proxy would say it, since one person or address has few places
   */
  static async join({ url, sessionId, invitation }: SpectatorSeat, address: string): Promise<Spectator> {
    const headers = { 'X-Forwarded-For': address };
    const { token } = await Person.signIn(url, 'Spectator', headers);
    const spectator = new Spectator({ url, token, headers });
    try {
      await spectator.#signalling.connect();
      const { state } = await spectator.#signalling.request('session:join', { sessionId, invitation });
      spectator.#joinedAt = state.seq;
    } catch (error) {
      spectator.close();
      throw error;
    }
    return spectator;
  }

  private constructor({ url, token, headers }: { url: string; token: string; headers: Record<string, string> }) {
    const agent = this.#agent as unknown as string;
    const socket = { transports: ['websocket'], forceNew: true, agent, extraHeaders: headers };
    this.#signalling = new Signalling({ url, token, socket });
    this.#signalling.on('pose', ({ rtpTimestamp }) => this.#poses.push({ rtpTimestamp, at: machineTimeMs() }));
    this.#signalling.on('event', ({ seq }) => this.#events.push({ seq, at: machineTimeMs() }));
    this.#signalling.on('trouble', (error) => console.error('spectator:', error));
    this.#signalling.on('down', (reason) => console.error(`spectator: connection lost: ${reason}`));
  }

  report(): Heard {
    const poses = this.#poses;
    this.#poses = [];
    const bytes = this.#agent.sockets_.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    return { poses, joinedAt: this.#joinedAt, events: [...this.#events], bytes };
  }

  close(): void {
    this.#signalling.close();
    this.#agent.destroy();
  }
}
