/** pgbouncer, by default in transaction mode: each transaction goes by whichever of a few connections is free. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Pooler {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /**
   * @param program from the set-up's `findPgbouncer`
   * @param options.database address of the database behind it
   * @param options.connections to that database
   */
  static async start(
    program: string,
    options: { database: string; port: number; connections: number; mode?: 'transaction' | 'session' },
  ): Promise<Pooler> {
    const { hostname, port: behind, pathname, username } = new URL(options.database);
    const folder = mkdtempSync(join(tmpdir(), 'sideline-pooler-'));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'users'), `"${username}" ""\n`);
    writeFileSync(
      join(folder, 'pgbouncer.ini'),
      `[databases]
pooled = host=${hostname} port=${behind} dbname=${pathname.slice(1)} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${options.port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users')}
pool_mode = ${options.mode ?? 'transaction'}
default_pool_size = ${options.connections}
max_client_conn = 100
`,
    );
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? { uid: idOfNobody(), gid: idOfNobody() } : {};
    const child = spawn(program, [join(folder, 'pgbouncer.ini')], { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
    await untilSaid(child, 'listening on');
    return new Pooler(`postgres://${username}@127.0.0.1:${options.port}/pooled`, child, folder);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const idOfNobody = () => Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);

function untilSaid(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(words)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`pgbouncer ended: ${said}`)));
  });
}
