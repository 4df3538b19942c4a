/** Activities that people have written themselves; the built-in ones are part of the program. */
import { z } from 'zod';
import { type Activity, activitySchema, findActivity } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { ACTIVITIES_OF_A_PERSON } from '../limits.ts';
import type { Database } from './database.ts';
import { maybeOne, one } from './rows.ts';

/** Sets the locks on people's activities apart from other locks on people. */
const LOCK = 20_260_708;

const rowSchema = z.object({ definition: activitySchema });

export class Activities {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The user's own, by id; without those of an older version that this one can't read. */
  list(user: Pick<User, 'id'>): Promise<Activity[]> {
    return this.#database.asUser(user, async (sql) => {
      const rows = await sql`select definition from public.activities order by id`;
      return rows.flatMap((row) => rowSchema.safeParse(row).data?.definition ?? []);
    });
  }

  /** The user's own activity of this id, else the built-in one. */
  find(user: User, id: string): Promise<Activity | undefined> {
    return this.#database.asUser(user, async (sql) => {
      const own = maybeOne(rowSchema, await sql`select definition from public.activities where id = ${id}`);
      return own?.definition ?? findActivity(id);
    });
  }

  /** @throws SidelineError `already_exists` when the id is taken, by a built-in activity too; `too_large` past the limit */
  create(user: User, definition: Activity): Promise<void> {
    const taken = new SidelineError('already_exists', `There is an activity “${definition.id}” already.`);
    if (findActivity(definition.id)) throw taken;
    return this.#database.asUser(user, async (sql) => {
      // One after the other, since two at once would count the same ones.
      await sql`select pg_advisory_xact_lock(hashtextextended(${user.id}, ${LOCK}))`;
      const { count } = one(
        z.object({ count: z.int() }),
        await sql`select count(*)::integer as count from public.activities`,
      );
      if (count >= ACTIVITIES_OF_A_PERSON) {
        throw new SidelineError('too_large', `You have ${ACTIVITIES_OF_A_PERSON} activities; remove one first.`);
      }
      const created = await sql`
        insert into public.activities (user_id, id, definition)
        values (${user.id}, ${definition.id}, ${sql.json(definition)})
        on conflict do nothing returning id
      `;
      if (created.length === 0) throw taken;
    });
  }

  /** @throws SidelineError `not_found` */
  replace(user: User, definition: Activity): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      const replaced = await sql`
        update public.activities set definition = ${sql.json(definition)}, updated_at = now()
        where id = ${definition.id} returning id
      `;
      if (replaced.length === 0) throw noSuchActivity();
    });
  }

  /** Sessions keep the definition that they were judged by. @throws SidelineError `not_found` */
  remove(user: User, id: string): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      const removed = await sql`delete from public.activities where id = ${id} returning id`;
      if (removed.length === 0) throw noSuchActivity();
    });
  }
}

const noSuchActivity = () => new SidelineError('not_found', 'You have no activity of that name.');
