/** Ends connections, also of clients that read nothing and never answer a close. */
import type { ClientSocket } from './socket-server.ts';

export type EngineConnection = ClientSocket['conn'];

/** Time for a last word to reach the client, ms. */
const LAST_WORD_MS = 2_000;

/** At once: what is unsent is dropped, and nothing more is read. */
export function cutOff(connection: EngineConnection): void {
  const { transport } = connection;
  connection.close(true);
  // A WebSocket that is closed waits half a minute for the other side's close, with all that is unsent in memory.
  const socket: unknown = 'socket' in transport ? transport.socket : undefined;
  if (isTerminable(socket)) socket.terminate();
}

/** After what has been written is sent, or a moment later whatever the client does. */
export function endSoon(connection: EngineConnection): void {
  const late = setTimeout(() => cutOff(connection), LAST_WORD_MS);
  connection.once('close', () => clearTimeout(late));
  connection.close();
}

const isTerminable = (socket: unknown): socket is { terminate(): void } =>
  typeof socket === 'object' && socket !== null && 'terminate' in socket && typeof socket.terminate === 'function';
