import { readFileSync } from 'node:fs';

/** How the system runs a process, at one moment. */
export interface Scheduling {
  readonly at: number;
  /** Waits for a core, or has one. */
  readonly runnable: boolean;
  /** Time on a core since its start, ms. */
  readonly cpuMs: number;
}

/** Linux gives times to programs in ticks of this length (USER_HZ, proc(5)). */
const TICK_MS = 10;
/** Who waits for a core gets less than this part of the time. */
const STARVED = 0.5;

/** `undefined` where the system does not say (it does on Linux), or when the process is gone. */
export function schedulingOf(pid: number | undefined): Scheduling | undefined {
  const line = readStat(pid);
  if (!line) return undefined;
  // The second field is the program's name in brackets, and may hold anything.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { at: performance.now(), runnable: state === 'R', cpuMs: ticks * TICK_MS };
}

/** Whether the process would have gone on between two moments, had it got a core. */
export function starved(before: Scheduling | undefined, now: Scheduling | undefined): boolean {
  if (!before || !now || !(before.runnable || now.runnable)) return false;
  return now.cpuMs - before.cpuMs < STARVED * (now.at - before.at);
}

function readStat(pid: number | undefined): string | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
