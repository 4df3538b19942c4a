/**
 * In a child process: takes what its parent sends.
 * @param gone when the parent has ended, or wants this process to
 */
export function serveParent<Command>(obey: (command: Command) => void, gone: () => void): void {
  // The server stops its processes in its own order, so they don't end by themselves when a terminal asks all to.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', gone);
  // Node hands what came before this in a loop that throws where the channel is closed within it, as it is by an order to stop.
  process.on('message', (command: Command) => queueMicrotask(() => obey(command)));
}
