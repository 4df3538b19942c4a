/** What Linux knows of a process and its children: memory, open files and sockets, threads. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessUse {
  /** Resident memory, MB. */
  rssMb: number;
  /** Open files, sockets, pipes. */
  handles: number;
  threads: number;
  /** CPU time since its start, ms, in steps of 10. */
  cpuMs: number;
}

/** USER_HZ of every Linux that Node runs on. */
const MS_PER_TICK = 10;
const KIB_PER_MB = 1e6 / 1024;

/** There is no such process, or none any more. */
export class ProcessGoneError extends Error {}

/** @throws ProcessGoneError; Error on a system without /proc */
export async function useOf(pid: number): Promise<ProcessUse> {
  const [status, stat, files] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]).catch((error: unknown) => {
    throw isGone(error) ? new ProcessGoneError(`process ${pid} has ended`, { cause: error }) : error;
  });
  // proc(5): utime and stime are the 14th and 15th field; the 2nd, in brackets, may hold anything.
  const [userTicks, systemTicks] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    rssMb: field('VmRSS') / KIB_PER_MB,
    handles: files.length,
    threads: field('Threads'),
    cpuMs: ((userTicks ?? 0) + (systemTicks ?? 0)) * MS_PER_TICK,
  };
}

/** Processes that `parent` started and that live, with their command lines. */
export async function childrenOf(parent: number): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map((pid) => describe(pid)));
  return all.filter((one) => one?.parent === parent).flatMap((one) => one ?? []);
}

/** Undefined for one that has ended meanwhile. */
async function describe(pid: number): Promise<{ pid: number; parent: number; command: string } | undefined> {
  try {
    const [status, command] = await Promise.all([
      readFile(`/proc/${pid}/status`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    return { pid, parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), command: command.replaceAll('\0', ' ') };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * What those of a process's children use together whose command line matches.
 *
 * @throws ProcessGoneError when there is none, or when one ends meanwhile
 */
export async function useOfChildren(parent: number, program: RegExp): Promise<ProcessUse> {
  const children = (await childrenOf(parent)).filter(({ command }) => program.test(command));
  if (children.length === 0) throw new ProcessGoneError(`process ${parent} has no child like ${program}`);
  return sumOf(await Promise.all(children.map(({ pid }) => useOf(pid))));
}

function sumOf(uses: readonly ProcessUse[]): ProcessUse {
  return uses.reduce(
    (sum, use) => ({
      rssMb: sum.rssMb + use.rssMb,
      handles: sum.handles + use.handles,
      threads: sum.threads + use.threads,
      cpuMs: sum.cpuMs + use.cpuMs,
    }),
    { rssMb: 0, handles: 0, threads: 0, cpuMs: 0 },
  );
}

const isGone = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
