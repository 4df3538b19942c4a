import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/**
 * CPU time that the calling thread has used, in ms: from Node where it has that (23.9 and later), else from Linux's scheduler
 * (first number of `schedstat`, ns), else the time its event loop was not idle.
 */
export function threadCpuMs(): number {
  if ('threadCpuUsage' in process && typeof process.threadCpuUsage === 'function') {
    const { user, system }: NodeJS.CpuUsage = process.threadCpuUsage();
    return (user + system) / 1000;
  }
  if (process.platform === 'linux')
    return Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'utf8'), 10) / 1e6;
  return performance.eventLoopUtilization().active;
}
