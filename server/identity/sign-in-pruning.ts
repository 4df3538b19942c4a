/** Removes what is left of sign-ins that nobody renews any more, where the sign-in is our own. */
import type { Logger } from 'pino';
import { SIGN_IN_PRUNING } from '../limits.ts';
import type { Accounts } from '../records/accounts.ts';
import { Recurring } from '../support/recurring.ts';

/** Begins at once, and again each day; in small steps, so that nobody who signs in meanwhile waits. */
export function startPruning(accounts: Pick<Accounts, 'prune'>, logger: Logger): Recurring {
  return new Recurring(SIGN_IN_PRUNING.everyMs, async () => {
    try {
      let removed = 0;
      for (;;) {
        const step = await accounts.prune(SIGN_IN_PRUNING.rowsAtOnce);
        removed += step.removed;
        if (!step.more) break;
      }
      if (removed > 0) logger.info({ removed }, 'sign-ins and tokens that nobody used any more are removed');
    } catch (error) {
      logger.warn({ err: error }, 'old sign-ins could not be removed, trying again tomorrow');
    }
  });
}
