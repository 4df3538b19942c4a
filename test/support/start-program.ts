import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { UNOPTIMISED } from './unoptimised.ts';

const STARTER = fileURLToPath(new URL('../run-program.mjs', import.meta.url));

/** Starts a program of the tests in a process of its own, whose output may be read. */
export function startProgram(program: URL, args: readonly string[] = []): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [...UNOPTIMISED, STARTER, program.href, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
