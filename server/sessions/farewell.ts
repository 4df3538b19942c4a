/** Somebody deletes the account: all that is theirs goes, and what others' sessions keep of them. */
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { Records } from '../records/records.ts';
import type { Files } from './files.ts';
import type { Sessions } from './sessions.ts';

export interface FarewellOptions {
  records: Pick<Records, 'users'>;
  sessions: Pick<Sessions, 'remove'>;
  files: Pick<Files, 'removed'>;
  /** Gives up films that are not judged yet. */
  giveUpUploads(user: User): Promise<void>;
  /** The account itself, with all that hangs on it in the database. */
  removeAccount(id: string): Promise<void>;
  logger: Logger;
}

/**
 * May be asked for again when it failed half-way: the account goes last. The bytes of files are removed soon after.
 * @throws SidelineError `out_of_order` for somebody who takes part in a live session of another person, `session_elsewhere`,
 * `sign_in_unavailable`, `storage_unavailable`
 */
export async function sayFarewell(options: FarewellOptions, user: User): Promise<void> {
  const { records, sessions, files, giveUpUploads, removeAccount, logger } = options;
  const { owned, joined } = await records.users.liveSessions(user.id);
  if (joined.length > 0) {
    throw new SidelineError(
      'out_of_order',
      'You take part in a live session. Leave it first, then delete your account.',
    );
  }
  for (const id of owned) await sessions.remove(user, id);
  await giveUpUploads(user);
  await records.users.forget(user.id);
  await removeAccount(user.id);
  files.removed();
  logger.info({ userId: user.id }, 'an account was deleted');
}
