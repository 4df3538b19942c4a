import { cpus, loadavg } from 'node:os';

/** What was measured on. */
export interface Machine {
  cpu: string;
  cores: number;
  node: string;
  /** Processes that wanted to run, on average of the last minute. */
  loadBefore: number;
}

/** To be asked before a benchmark begins. */
export function describeMachine(): Machine {
  const [core] = cpus();
  const [loadBefore = 0] = loadavg();
  return { cpu: core?.model.trim() ?? 'unknown', cores: cpus().length, node: process.version, loadBefore };
}
