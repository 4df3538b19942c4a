/** mediasoup, imported after the variable with its worker's path is set: it reads that once. */
import './worker-binary.ts';
import type { types } from 'mediasoup';

// Not as a declaration: those of packages come first where several files are compiled into one.
const { createWorker: createMediasoupWorker, parseScalabilityMode } = await import('mediasoup');

export { parseScalabilityMode };

/** Signals at which mediasoup closes its workers by itself. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A media worker that nobody but its owner closes. mediasoup listens to signals too, and its listeners stand before those of the
 * program: at a planned stop all sessions would lose their worker, and say so to everyone, before they are let go. So its
 * listeners, which it adds before `createWorker` returns, are taken away again. A worker ends by itself when this process is gone.
 */
export function createWorker(settings: types.WorkerSettings): Promise<types.Worker> {
  const before = SIGNALS.map((signal) => new Set(process.listeners(signal)));
  const worker = createMediasoupWorker(settings);
  for (const [index, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.has(listener)) process.removeListener(signal, listener);
    }
  }
  return worker;
}
