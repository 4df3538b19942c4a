/**
 * How long nothing is read after something was, ms. What comes meanwhile waits in the sockets' buffers and is then read at once, for all
 * parts: a process that wakes for each packet needs twice the CPU time. So much is lost more when it is killed.
 */
const PAUSE_MS = 20;
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

let isPlanned = false;

/** Lets the process sleep for a moment as soon as it has read what there is. To be called for each packet. */
export function pauseAfterReading(): void {
  if (isPlanned) return;
  isPlanned = true;
  setImmediate(() => {
    isPlanned = false;
    Atomics.wait(never, 0, 0, PAUSE_MS);
  });
}
