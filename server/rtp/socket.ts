import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A process that is busy for 2 s loses no packet with this buffer; the system's default lost some at 1 s. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

/** A UDP socket on the loopback that listens to one sender only. */
export class RtpSocket {
  readonly #socket: Socket;
  readonly #sender: { ip: string; port: number };
  #strangers = 0;
  #closed = false;

  /**
   * Binds a free port.
   *
   * @param sender The only address and port whose datagrams are taken.
   * @throws The system's error when no port can be bound.
   */
  static async open(sender: { ip: string; port: number }): Promise<RtpSocket> {
    const socket = createSocket({ type: 'udp4' });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    return new RtpSocket(socket, sender);
  }

  private constructor(socket: Socket, sender: { ip: string; port: number }) {
    this.#socket = socket;
    this.#sender = sender;
  }

  /** Begins to hand datagrams over. To be called once. */
  listen(onDatagram: (datagram: Buffer) => void, onError: (error: Error) => void): void {
    this.#socket.on('message', (datagram, { address, port }) => {
      if (port === this.#sender.port && address === this.#sender.ip) onDatagram(datagram);
      else this.#strangers += 1;
    });
    this.#socket.on('error', onError);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Datagrams from anybody else so far. */
  get strangers(): number {
    return this.#strangers;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}
