/** What PostgreSQL's background processes do, which the embedded one does not have: checkpoints and vacuum. */
import type { Logger } from 'pino';
import type { Connection } from '../connection.ts';

/** PostgreSQL's own `checkpoint_timeout`; until a checkpoint the write-ahead log only grows, and recovery with it. */
const CHECKPOINT_EVERY_MS = 5 * 60_000;
/** Every so many checkpoints. */
const VACUUM_EVERY = 12;

/** @returns ends it */
export function startHousekeeping(connection: Pick<Connection, 'run'>, logger: Logger): () => void {
  let round = 0;
  const tidy = async () => {
    try {
      await connection.run((sql) => sql`checkpoint`);
      if (round % VACUUM_EVERY === 0) await connection.run((sql) => sql`vacuum (analyze)`);
      round += 1;
    } catch (error) {
      logger.warn({ err: error }, 'the database could not be tidied, trying again later');
    }
  };
  const timer = setInterval(() => void tidy(), CHECKPOINT_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
