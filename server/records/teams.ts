/** Teams as they stand in the database: coaches who see the training of the same athletes. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { Accepted } from '../../shared/contract/roster.ts';
import { ROSTER } from '../limits.ts';
import type { Database, Sql } from './database.ts';
import { maybeOne, one } from './rows.ts';

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Teams {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws also SidelineError `too_large` for too many */
  create(user: User, name: string): Promise<{ id: string }> {
    return this.#database.asUser(user, async (sql) => {
      const own = await sql`select id from public.teams where owner_id = ${user.id}`;
      if (own.length >= ROSTER.teams) throw new SidelineError('too_large', `You have ${own.length} teams already.`);
      return one(
        z.object({ id: z.uuid() }),
        await sql`insert into public.teams (name, owner_id) values (${name}, ${user.id}) returning id`,
      );
    });
  }

  /** @throws also SidelineError `not_found`, `forbidden` for all but the owner */
  rename(user: User, id: string, name: string): Promise<void> {
    return this.#own(user, id, (sql) => sql`update public.teams set name = ${name} where id = ${id} returning id`);
  }

  /**
   * With the grants of its athletes: nobody sees anything by it any more.
   * @throws also SidelineError `not_found`, `forbidden` for all but the owner
   */
  remove(user: User, id: string): Promise<void> {
    return this.#own(user, id, (sql) => sql`delete from public.teams where id = ${id} returning id`);
  }

  /**
   * A coach leaves, or is sent away by the owner, who stays.
   * @throws also SidelineError `not_found`, `forbidden`
   */
  removeCoach(user: User, teamId: string, coachId: string): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      await mustCoach(sql, teamId);
      const rows = await sql`
        delete from public.team_coaches where team_id = ${teamId} and user_id = ${coachId} returning user_id
      `;
      if (rows.length === 0) throw new SidelineError('forbidden', 'Only the owner sends others away, and stays.');
    });
  }

  #own(user: User, id: string, change: (sql: Sql) => Promise<unknown[]>): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      await mustCoach(sql, id);
      if ((await change(sql)).length === 0) throw new SidelineError('forbidden', 'Only the owner changes the team.');
    });
  }
}

/** @throws SidelineError `not_found` for a team that the user does not coach */
export async function mustCoach(sql: Sql, teamId: string): Promise<{ ownerId: string }> {
  const team = maybeOne(
    z.object({ ownerId: z.uuid() }),
    await sql`
      select owner_id as "ownerId" from public.teams
      where id = ${teamId} and id in (select private.teams_coached())
    `,
  );
  if (!team) throw new SidelineError('not_found', 'You have no such team.');
  return team;
}

/** Twice is as good as once, in a full team too. @throws SidelineError `too_large` */
export async function joinTeam(sql: Sql, person: User, teamId: string | null): Promise<Accepted> {
  const { coaches, already } = one(
    z.object({ coaches: z.int(), already: z.boolean() }),
    await sql`
      select count(*)::integer as coaches, coalesce(bool_or(user_id = ${person.id}), false) as already
      from public.team_coaches where team_id = ${teamId}
    `,
  );
  if (!already && coaches >= ROSTER.coaches)
    throw new SidelineError('too_large', 'The team has as many coaches as it may have.');
  await sql`
    insert into public.team_coaches (team_id, user_id) values (${teamId}, ${person.id}) on conflict do nothing
  `;
  return { grantId: null, state: 'open' };
}
