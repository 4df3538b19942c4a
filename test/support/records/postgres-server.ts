/** A real PostgreSQL from the system's packages, in a temporary folder, for one test file. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = '/usr/lib/postgresql';

/** Folder of `initdb` and `pg_ctl`; undefined where PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  if (!existsSync(PACKAGES)) return undefined;
  return readdirSync(PACKAGES)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(PACKAGES, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

export class PostgresServer {
  /** Where it listens: a TCP port on the loopback address. */
  readonly url: string;
  readonly #bin: string;
  readonly #folder: string;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** @param bin from `findPostgres` */
  static start(bin: string, port: number): PostgresServer {
    const folder = mkdtempSync(join(tmpdir(), 'sideline-postgres-'));
    // PostgreSQL refuses to run as root.
    if (isRoot()) chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'));
    const server = new PostgresServer(bin, folder, port);
    const data = join(folder, 'data');
    try {
      server.#run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']);
      const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
      server.#run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  stop(): void {
    this.#run('pg_ctl', ['-D', join(this.#folder, 'data'), '-w', '-m', 'immediate', 'stop']);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(program: string, args: string[]): void {
    const user = isRoot() ? { uid: idOfPostgres('-u'), gid: idOfPostgres('-g') } : {};
    const { status, stderr, error } = spawnSync(join(this.#bin, program), args, {
      ...user,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`, { cause: error });
  }
}

const isRoot = () => process.getuid?.() === 0;
const idOfPostgres = (flag: '-u' | '-g') => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
