/** The server under test: `sideline start` in a process of its own, looked at from outside only. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { machineTimeMs } from './machine-time.ts';
import { Metrics } from './metrics.ts';

/** What the server has used since it started. */
export interface Usage {
  /** When it was read, ms of the machine's clock. */
  at: number;
  cpuMs: { main: number; analysis: number; sfu: number; process: number };
  /** Parts of the analysis's CPU time. */
  partCpuMs: { receiveDecode: number; scale: number; infer: number };
  analysed: number;
  analysedByLightModel: number;
  /** Resident memory now, MB: the server's own process and its workers'. */
  rssMb: { server: number; analysis: number; mediaWorkers: number };
}

const COMMAND = fileURLToPath(new URL('../../../bin/sideline.mjs', import.meta.url));
/** What keeps it on this machine, off ports in use and off anybody's database; empty counts as not set. */
const PRIVATE = {
  SIDELINE_HOST: '127.0.0.1',
  SIDELINE_PORT: '0',
  SIDELINE_RTC_PORT: '0',
  SIDELINE_ANNOUNCED_ADDRESS: '',
  SIDELINE_PUBLIC_URL: '',
  SIDELINE_TLS_CERT: '',
  SIDELINE_TLS_KEY: '',
  DATABASE_URL: '',
};
/** Also on a machine with much else to do; a new database alone may take half a minute there. */
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 15_000;

export class ServerUnderTest {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #dataDir: string;

  private constructor(process: ChildProcess, url: string, dataDir: string) {
    this.#process = process;
    this.url = url;
    this.#dataDir = dataDir;
  }

  /**
   * Starts with the defaults, what the environment sets beside them, `env`, and a database of its own: a copy of
   * `BENCH_DATABASE_TEMPLATE` where that names a data folder, which saves some seconds. It gets the arguments of Node that this process has.
   */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<ServerUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'sideline-bench-'));
    const template = process.env.BENCH_DATABASE_TEMPLATE;
    if (template) cpSync(template, dataDir, { recursive: true });
    const server = spawn(process.execPath, [...process.execArgv, COMMAND, 'start'], {
      env: {
        SIDELINE_LOG_LEVEL: 'warn',
        ...process.env,
        ...env,
        ...PRIVATE,
        SIDELINE_DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kill = () => server.kill('SIGKILL');
    process.once('exit', kill);
    server.once('exit', () => process.off('exit', kill));
    try {
      return new ServerUnderTest(server, await addressOf(server), dataDir);
    } catch (error) {
      server.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('the server did not start');
    return pid;
  }

  /** What it reports in `/metrics` now. */
  async metrics(): Promise<Metrics> {
    return new Metrics(await (await fetch(`${this.url}/metrics`)).text());
  }

  async usage(): Promise<Usage> {
    const metrics = await this.metrics();
    const at = machineTimeMs();
    const sum = (name: string, label?: string) => metrics.sum(name, label);
    const workerPids = metrics.labels('sideline_sfu_routers').map((labels) => Number(/pid="(\d+)"/.exec(labels)?.[1]));
    return {
      at,
      cpuMs: {
        main: 1000 * sum('sideline_main_loop_cpu_seconds'),
        analysis: 1000 * sum('sideline_analysis_cpu_seconds'),
        sfu: 1000 * sum('sideline_sfu_cpu_seconds'),
        process: 1000 * sum('sideline_process_cpu_seconds_total'),
      },
      partCpuMs: {
        receiveDecode: 1000 * sum('sideline_analysis_step_cpu_seconds', 'step="receive and decode"'),
        scale: 1000 * sum('sideline_analysis_step_cpu_seconds', 'step="scale"'),
        infer: 1000 * sum('sideline_analysis_step_cpu_seconds', 'step="infer"'),
      },
      analysed: sum('sideline_analysis_total', 'what="analysed"'),
      analysedByLightModel: sum('sideline_analysis_total', 'what="analysedByLightModel"'),
      rssMb: {
        server: sum('sideline_process_resident_memory_bytes') / 1e6,
        analysis: sum('sideline_analysis_resident_memory_bytes') / 1e6,
        mediaWorkers: (await Promise.all(workerPids.map(residentMb))).reduce((total, mb) => total + mb, 0),
      },
    };
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_LIMIT_MS);
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await ended;
      clearTimeout(force);
    }
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

/** Waits for the line with the address; what else the server prints is passed on. */
function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('the server was started without a pipe for its output');
  const lines = createInterface(server.stdout);
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the server did not start in time')), START_LIMIT_MS);
    server.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the server ended with code ${code} before it was ready`));
    });
    lines.on('line', (line) => {
      const port = /Sideline is ready: open https?:\/\/\S+:(\d+)/.exec(line)?.[1];
      if (!port) {
        if (line.trim()) console.error(line);
        return;
      }
      clearTimeout(limit);
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

/** Resident memory of a process, MB. */
async function residentMb(pid: number): Promise<number> {
  const kibibytes =
    process.platform === 'linux'
      ? /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
      : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout;
  return (Number(kibibytes) * 1024) / 1e6;
}
