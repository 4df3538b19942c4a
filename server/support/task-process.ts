/** One task in a process of its own: what decodes strangers' films, or takes minutes. Both sides of it. */
import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import { childEnvironment } from './child-environment.ts';
import { serveParent } from './child-process.ts';

/** Live athletes are served first: a process of this priority gets a tenth of a core that one of theirs wants too. */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

/** A refusal on its way between two processes. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** Where there is one: why, for programs. */
  readonly reason?: string;
}

type Said<Report, Result> =
  | { type: 'report'; report: Report }
  | { type: 'done'; result: Result }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'failed'; message: string };

export interface TaskOptions<Report> {
  readonly onReport?: ((report: Report) => void) | undefined;
  /** Ends the process at once; what it has written by then stays. */
  readonly signal?: AbortSignal | undefined;
  /** The error of a refusal; SidelineError when left out. */
  readonly errorOf?: (refusal: Refusal) => Error;
}

const sidelineError = ({ code, message }: Refusal): Error => new SidelineError(code, message);

/**
 * Runs one task.
 *
 * @param program Its boot file; it calls `serveTask`.
 * @throws What the task was refused for; the signal's reason; Error when the process ends before the task does.
 */
export async function runTask<Task, Report, Result>(
  program: URL,
  task: Task,
  { onReport, signal, errorOf = sidelineError }: TaskOptions<Report> = {},
): Promise<Result> {
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(program), {
    serialization: 'advanced',
    execArgv: [],
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const end = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', end, { once: true });
  let outcome: (() => Result) | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      child.on('message', (said: Said<Report, Result>) => {
        if (said.type === 'report') onReport?.(said.report);
        else outcome = outcomeOf(said, errorOf);
      });
      child.once('error', reject);
      child.once('exit', (code, signalName) => {
        try {
          signal?.throwIfAborted();
          if (!outcome) throw new Error(`The process of a task ended (${signalName ?? `code ${code}`})`);
          resolve(outcome());
        } catch (error) {
          reject(error);
        }
      });
      child.send({ task }, (error) => {
        if (error) end();
      });
    });
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function outcomeOf<Report, Result>(
  said: Exclude<Said<Report, Result>, { type: 'report' }>,
  errorOf: (refusal: Refusal) => Error,
): () => Result {
  return () => {
    if (said.type === 'done') return said.result;
    throw said.type === 'refused' ? errorOf(said.refusal) : new Error(said.message);
  };
}

/** In the process: does the one task that it is sent, at low priority, and ends. It ends too when whoever asked is gone. */
export function serveTask<Task, Report, Result>(
  work: (task: Task, report: (report: Report) => void) => Promise<Result>,
): void {
  setPriority(PRIORITY);
  let done = false;
  const say = (said: Said<Report, Result>, then?: () => void) => process.send?.(said, undefined, undefined, then);
  serveParent(
    ({ task }: { task: Task }) => {
      work(task, (report) => say({ type: 'report', report }))
        .then((result): Said<Report, Result> => ({ type: 'done', result }), refusalOf)
        .then((said) =>
          say(said, () => {
            done = true;
            process.disconnect();
          }),
        );
    },
    () => process.exit(done ? 0 : 1),
  );
}

function refusalOf(error: unknown): { type: 'refused'; refusal: Refusal } | { type: 'failed'; message: string } {
  if (!(error instanceof SidelineError))
    return { type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { code, message } = error;
  const reason = 'reason' in error && typeof error.reason === 'string' ? { reason: error.reason } : {};
  return { type: 'refused', refusal: { code, message, ...reason } };
}
