/** A Socket.IO client that says whatever a test wants, well-formed or not. */
import { io, type Socket } from 'socket.io-client';
import { type SessionEvent, type SessionState, snapshotSchema } from '../../shared/contract/session.ts';
import type { RequestName } from '../../shared/contract/socket.ts';

export interface RawAnswer {
  ok: boolean;
  data?: unknown;
  error?: { code: string; message: string; address?: string };
}

export class RawSocket {
  readonly socket: Socket;
  readonly events: SessionEvent[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('session:event', (event: SessionEvent) => this.events.push(event));
  }

  /** @throws the server's refusal, with its code in `data` */
  static async connect(url: string, token: unknown): Promise<RawSocket> {
    const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    }).catch((error: unknown) => {
      socket.close();
      throw error;
    });
    return new RawSocket(socket);
  }

  async ask(name: RequestName | (string & {}), payload: unknown = {}): Promise<RawAnswer> {
    return (await this.socket.timeout(10_000).emitWithAck(name, payload)) as RawAnswer;
  }

  async join(
    sessionId: string,
    invitation?: string,
  ): Promise<{ participantId: string; role: string; state: SessionState }> {
    const answer = await this.ask('session:join', { sessionId, ...(invitation && { invitation }) });
    if (!answer.ok) throw Object.assign(new Error(answer.error?.message), answer.error);
    const { participantId, role, state } = answer.data as { participantId: string; role: string; state: unknown };
    return { participantId, role, state: snapshotSchema.parse(state) };
  }

  /** The session's state. */
  async snapshot(): Promise<SessionState> {
    return snapshotSchema.parse((await this.ask('session:snapshot')).data);
  }

  /** The next event that fits, those received already included. */
  async event(fits: (change: SessionEvent['change']) => boolean): Promise<SessionEvent> {
    const seen = this.events.find(({ change }) => fits(change));
    if (seen) return seen;
    return await new Promise((resolve) => {
      const listen = (event: SessionEvent) => {
        if (!fits(event.change)) return;
        this.socket.off('session:event', listen);
        resolve(event);
      };
      this.socket.on('session:event', listen);
    });
  }

  get disconnected(): Promise<void> {
    if (this.socket.disconnected) return Promise.resolve();
    return new Promise((resolve) => this.socket.once('disconnect', () => resolve()));
  }

  close(): void {
    this.socket.close();
  }
}
