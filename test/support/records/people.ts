import type { Accounts } from '../../../server/records/accounts.ts';
import type { User } from '../../../shared/contract/rest.ts';

/** A new guest of this name; names need not be unique. */
export async function aGuest(accounts: Accounts, name: string): Promise<User> {
  const account = await accounts.create({ email: null, passwordHash: null, metadata: { name } });
  if (!account) throw new Error('a guest has no e-mail address that could be taken');
  return { id: account.id, name };
}
