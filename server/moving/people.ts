/** Who can sign in: read on either side, and written on ours. */
import { z } from 'zod';
import { MOVING } from '../limits.ts';
import type { Database } from '../records/database.ts';
import { instant } from '../records/rows.ts';
import { withoutTriggers } from './tables.ts';

const rowSchema = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  passwordHash: z.string().nullable(),
  isGuest: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: instant.nullable(),
});

/** Somebody as both sides know them. */
export interface Person extends z.infer<typeof rowSchema> {
  /** There is a password whose kind our side does not know: another one has to be chosen. */
  losesPassword: boolean;
}

/** Where people are written. */
export interface PeopleTarget {
  add(people: readonly Person[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/**
 * A project's administration makes nobody without an e-mail address. Guests have this one there, at which no mail can arrive (RFC 2606),
 * and no password that anybody knows.
 */
export const guestAddress = (id: string): string => `guest-${id}@guests.invalid`;

/** Of Argon2, which both sides know. */
const isKnownHash = (hash: string) => /^\$argon2(i|id)\$/.test(hash);

/** All people of a database, in order, page by page. */
export async function* peopleIn(database: Database): AsyncGenerator<Person[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await database.asOwner(async (sql) =>
      z.array(rowSchema).parse(
        await sql`
          select id, nullif(email, '') as email, nullif(encrypted_password, '') as "passwordHash",
            is_anonymous as "isGuest", coalesce(raw_user_meta_data, '{}') as metadata, created_at as "createdAt"
          from auth.users where id > ${after} order by id limit ${MOVING.rowsAtOnce}
        `,
      ),
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    yield rows.map(asPerson);
  }
}

function asPerson(row: z.infer<typeof rowSchema>): Person {
  if (row.isGuest || row.email === null || row.email === guestAddress(row.id)) {
    return { ...row, email: null, passwordHash: null, isGuest: true, losesPassword: false };
  }
  const losesPassword = row.passwordHash !== null && !isKnownHash(row.passwordHash);
  return { ...row, passwordHash: losesPassword ? null : row.passwordHash, losesPassword };
}

/** Our own sign-in's table. */
export class OwnPeople implements PeopleTarget {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(people: readonly Person[]): Promise<void> {
    // Without the trigger that makes profiles, which are copied.
    await withoutTriggers(
      this.#database,
      (sql) => sql`
        insert into auth.users (
          id, aud, role, email, encrypted_password, is_anonymous, raw_app_meta_data, raw_user_meta_data,
          email_confirmed_at, created_at, updated_at
        )
        select p.id, 'authenticated', 'authenticated', p.email, p."passwordHash", p."isGuest",
          case when p."isGuest" then '{}' else '{"provider": "email", "providers": ["email"]}' end::jsonb, p.metadata,
          case when not p."isGuest" then now() end, coalesce(p."createdAt", now()), now()
        from jsonb_to_recordset(${sql.json(people)}::jsonb) as p (
          id uuid, email text, "passwordHash" text, "isGuest" boolean, metadata jsonb, "createdAt" timestamptz
        )
      `,
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    await withoutTriggers(this.#database, (sql) => sql`delete from auth.users where id = any (${[...ids]}::uuid[])`);
  }
}
