/** The server as its users run it: a process of its own, which may be killed and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childrenOf } from '../bench/support/process-tree.ts';
import { copyTemplate } from './fresh-database.ts';
import { UNOPTIMISED } from './unoptimised.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/sideline.mjs', import.meta.url));

let usual: Promise<ServerProcess> | undefined;

export class ServerProcess {
  readonly #dataDir: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #port = 0;
  /** What it printed last, for the reader of a test that fails. */
  #lines: string[] = [];

  private constructor(dataDir: string, env: NodeJS.ProcessEnv) {
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /** @param env variables beside those that tests need, for every start */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'sideline-test-'));
    copyTemplate(dataDir);
    const server = new ServerProcess(dataDir, env);
    await server.start();
    return server;
  }

  /**
   * With nothing configured, for all files of tests in this process: it runs until the process ends. Their people and sessions
   * are there beside one another, and nobody ends it.
   */
  static usual(): Promise<ServerProcess> {
    usual ??= ServerProcess.start().then((server) => {
      process.once('exit', () => server.#abandon());
      // Vitest ends its processes so.
      process.once('SIGTERM', () => process.exit());
      return server;
    });
    return usual;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /**
   * Starts, or starts again on the same port and data.
   * @param env variables for this start only
   */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const child = spawn(process.execPath, [...UNOPTIMISED, PROGRAM, 'start'], {
      env: {
        ...process.env,
        SIDELINE_DATA_DIR: this.#dataDir,
        SIDELINE_PORT: String(this.#port),
        SIDELINE_RTC_PORT: '0',
        SIDELINE_WORKERS: '1',
        SIDELINE_ANALYSIS_WORKERS: '1',
        SIDELINE_LOG_LEVEL: 'warn',
        ...this.#env,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const port = new Promise<number>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.#lines = [...this.#lines.slice(-50), line];
          const [, found] = line.match(/open http:\/\/localhost:(\d+)/) ?? [];
          if (found) resolve(Number(found));
        });
      }
      child.once('exit', () => reject(new Error(`the server did not start:\n${this.#lines.join('\n')}`)));
    });
    this.#port = await port;
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  /** Ends it as a power cut would: nothing is finished, nothing is closed. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** The same for all of its processes at once. */
  async killAll(): Promise<void> {
    await this.#end('SIGKILL', async (pid) => (await childrenOf(pid)).map((child) => child.pid));
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** What it printed last. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Ends it by a signal; nothing happens when it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    await this.#end(signal, () => []);
  }

  /** Kills those of its child processes whose command line matches. */
  async killChildren(program: RegExp): Promise<void> {
    const pid = this.#child?.pid;
    const children = pid === undefined ? [] : await childrenOf(pid);
    for (const child of children.filter(({ command }) => program.test(command))) process.kill(child.pid, 'SIGKILL');
  }

  /** Stops it as terminals and service managers do: they signal its child processes too. */
  async stop(signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
    await this.#end(signal, async (pid) => (await childrenOf(pid)).map((child) => child.pid));
  }

  /** At the end of this process, which waits for nothing any more. */
  #abandon(): void {
    this.#child?.kill('SIGKILL');
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals, others: (pid: number) => number[] | Promise<number[]>): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const pids = child.pid === undefined ? [] : await others(child.pid);
    child.kill(signal);
    for (const pid of pids) process.kill(pid, signal);
    await exited;
  }
}
