/**
 * Pose packets to everyone in a room, as Socket.IO's volatile event `pose`, for a third of the CPU: what goes over a WebSocket is
 * framed once for all, and written in one piece. Socket.IO frames only text in advance; a binary event it frames anew and writes
 * in two pieces for each receiver, fifteen times a second.
 */
import type { Namespace, Socket } from 'socket.io';
import type { ServerToClientEvents } from '../../../shared/contract/socket.ts';

type PoseNamespace = Pick<Namespace<Record<string, never>, ServerToClientEvents>, 'adapter' | 'sockets'>;
type PoseSocket = Pick<Socket<Record<string, never>, ServerToClientEvents>, 'conn' | 'volatile'>;

/** Socket.IO protocol 5: an Engine.IO message (4) with a binary event (5) of one attachment, which follows by itself. */
const EVENT = Buffer.from('451-["pose",{"_placeholder":true,"num":0}]');
const TEXT = 0x1;
const BINARY = 0x2;
const FINAL = 0x80;
/** The most that a length of 7 bits holds, and of 16, bytes; 126 in place of the first says that the second follows. */
const SHORT = 125;
const LONG = 65_535;
const LENGTH_FOLLOWS = 126;

/** Sends it to those who can take it at once; others are left out of this frame, as `volatile` does. */
export function broadcastPose(namespace: PoseNamespace, room: string, packet: Uint8Array): void {
  const frames = webSocketFrames(packet);
  for (const id of namespace.adapter.rooms.get(room) ?? []) {
    const socket: PoseSocket | undefined = namespace.sockets.get(id);
    if (!socket) continue;
    const { transport } = socket.conn;
    if (!takesFrames(transport)) socket.volatile.emit('pose', packet);
    else if (transport.writable) socket.conn.write(EVENT, { compress: false, wsPreEncodedFrame: [frames] } as object);
  }
}

/** A WebSocket that compresses messages must frame them itself. */
const takesFrames = (transport: PoseSocket['conn']['transport']) =>
  transport.name === 'websocket' && !('perMessageDeflate' in transport && transport.perMessageDeflate);

/**
 * The event and its attachment as a server's WebSocket frames (RFC 6455, 5.2), ready for the wire.
 * @throws RangeError for a packet of 64 KiB or more, which no pose is
 */
export function webSocketFrames(packet: Uint8Array): Buffer {
  return Buffer.concat([header(TEXT, EVENT.length), EVENT, header(BINARY, packet.length), packet]);
}

function header(type: number, length: number): Buffer {
  if (length > LONG) throw new RangeError(`A frame of ${length} bytes is no pose`);
  if (length <= SHORT) return Buffer.of(FINAL | type, length);
  return Buffer.of(FINAL | type, LENGTH_FOLLOWS, length >> 8, length & 0xff);
}
