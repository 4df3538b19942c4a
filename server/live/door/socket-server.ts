/** The Socket.IO server and where a session's events go. It exists before HTTP does, and is attached to it last. */
import { Server, type Socket } from 'socket.io';
import { MAX_MESSAGE_BYTES, type ServerToClientEvents } from '../../../shared/contract/socket.ts';
import type { Visitor } from '../../identity/identity.ts';
import { SIGN_IN_WITHIN_MS } from '../../limits.ts';
import type { Audience } from '../session/live-session.ts';
import { broadcastPose } from './pose-broadcast.ts';

/** Requests are dispatched by `onAny`, since unknown ones need an answer too. */
type ClientEvents = Record<string, (...args: unknown[]) => void>;
type NoServerEvents = Record<string, never>;

export interface SocketData {
  user: Visitor;
}

export type SocketServer = Server<ClientEvents, ServerToClientEvents, NoServerEvents, SocketData>;
export type ClientSocket = Socket<ClientEvents, ServerToClientEvents, NoServerEvents, SocketData>;

/** The Socket.IO room of everyone in a session. */
export const roomOf = (sessionId: string) => `session:${sessionId}`;

/**
 * Several nodes need another adapter here (the option `adapter`), and nothing else changes.
 * @param origins of pages that other servers gave out, and that may ask here over HTTP too
 */
export const createSocketServer = (origins: readonly string[]): SocketServer =>
  new Server({
    ...(origins.length > 0 && { cors: { origin: [...origins] } }),
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 5_000,
    pingTimeout: 7_000,
    connectTimeout: SIGN_IN_WITHIN_MS,
  });

/** Where the events of each session go. */
export const audienceOf =
  (io: SocketServer) =>
  (sessionId: string): Audience => ({
    event: (event) => io.to(roomOf(sessionId)).emit('session:event', event),
    pose: (packet) => broadcastPose(io.of('/'), roomOf(sessionId), packet),
    pointer: (pointer) => io.to(roomOf(sessionId)).volatile.emit('pointer', pointer),
  });
