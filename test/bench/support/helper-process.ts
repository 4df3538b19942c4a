/** A process of its own for a part of a benchmark, so that what it costs is nobody else's: one command at a time, each answered. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts any program. */
const STARTER = new URL('../../run-program.mjs', import.meta.url);

interface Failure {
  type: 'failed';
  reason: string;
}

export class HelperProcess<Command extends object, Reply extends { type: string }> {
  readonly #process: ChildProcess;
  readonly #name: string;

  /** @param name is what error messages call it */
  static start<Command extends object, Reply extends { type: string }>(
    program: URL,
    name: string,
  ): HelperProcess<Command, Reply> {
    return new HelperProcess(fork(STARTER, [program.href], { execArgv: [], serialization: 'advanced' }), name);
  }

  private constructor(process: ChildProcess, name: string) {
    this.#process = process;
    this.#name = name;
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${this.#name} did not start`);
    return pid;
  }

  /** @throws When the process can't do it, with its reason, or ends meanwhile. */
  async ask<Type extends Reply['type']>(command: Command, type: Type): Promise<Extract<Reply, { type: Type }>> {
    const answered = new AbortController();
    const { signal } = answered;
    const ended = () => new Error(`${this.#name} ended`);
    if (!this.#process.connected) throw ended();
    const replied = Promise.race([
      once(this.#process, 'message', { signal }),
      once(this.#process, 'exit', { signal }).then(() => Promise.reject(ended())),
    ]);
    this.#process.send(command);
    const [reply] = (await replied.finally(() => answered.abort())) as [Reply | Failure];
    if (isFailure(reply)) throw new Error(`${this.#name} can’t go on: ${reply.reason}`);
    if (reply.type !== type) throw new Error(`${this.#name} said “${reply.type}” instead of “${type}”`);
    return reply as Extract<Reply, { type: Type }>;
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (!this.#process.connected) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}

/** The other end, in the process: answers commands until the benchmark lets go. */
export function obeyCommands<Command, Reply>(obey: (command: Command) => Reply | Promise<Reply>): void {
  process.on('message', (command: Command) => {
    Promise.resolve()
      .then(() => obey(command))
      .then(
        (reply) => process.send?.(reply),
        (error: unknown) => process.send?.({ type: 'failed', reason: reasonOf(error) } satisfies Failure),
      );
  });
  process.on('disconnect', () => process.exit(0));
}

const isFailure = (reply: { type: string }): reply is Failure => reply.type === 'failed';
const reasonOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
