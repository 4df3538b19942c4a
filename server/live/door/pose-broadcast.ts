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
/** The most that a frame's short form holds, bytes. */
const SHORT = 125;

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

/** The event and its attachment as a server's WebSocket frames (RFC 6455, 5.2), ready for the wire. */
export function webSocketFrames(packet: Uint8Array): Buffer {
  if (packet.length > SHORT) throw new RangeError(`A pose packet of ${packet.length} bytes does not fit a short frame`);
  return Buffer.concat([
    Buffer.of(FINAL | TEXT, EVENT.length),
    EVENT,
    Buffer.of(FINAL | BINARY, packet.length),
    packet,
  ]);
}
