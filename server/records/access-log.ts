/** The athlete's log of who looked at their training because they were allowed to. */
import type { Look } from '../../shared/contract/roster.ts';
import type { Sql } from './sql.ts';

/**
 * In the transaction of who looks, whose rights it has. Nothing is noted of what the user may see anyway: their own sessions, and those
 * that they took part in.
 * @param seen sessions that are looked at, or the person whose progress is
 */
export async function noteAccess(
  sql: Sql,
  look: Look,
  { sessions = [], person }: { sessions?: readonly string[]; person?: string | undefined },
): Promise<void> {
  await sql`select private.note_access(${look}, ${[...sessions]}::uuid[], ${person ?? null}::uuid)`;
}
