/** Rosters as they stand in the database: links to them, athletes who let coaches see their training, and who looked. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import {
  ACCESS_LOG_LINES,
  type Accepted,
  type Access,
  accessLogLineSchema,
  grantSchema,
  grantStateSchema,
  guardianPreviewSchema,
  type RosterLink,
  type RosterLinkWish,
  type Roster as RosterOfCoach,
  rosterAthleteSchema,
  rosterLinkPreviewSchema,
  rosterLinkSchema,
  teamSchema,
} from '../../shared/contract/roster.ts';
import { ROSTER } from '../limits.ts';
import type { Database, Sql } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';
import { joinTeam, mustCoach } from './teams.ts';

const linkSchema = rosterLinkSchema.extend({ expiresAt: instant });
const linkStandingSchema = rosterLinkPreviewSchema.extend({ revoked: z.boolean() });
/** Whether a link still stands, and what it leads to. */
export type LinkStanding = z.infer<typeof linkStandingSchema>;

const consentSchema = guardianPreviewSchema.extend({ athleteId: z.uuid() });
/** A grant as its guardian is asked about it. */
export type AskedConsent = z.infer<typeof consentSchema>;

/** Nulls where nothing was ended. */
const withdrawnSchema = z.object({
  readers: z.array(z.uuid()).nullable(),
  places: z.array(z.object({ sessionId: z.uuid(), invitationId: z.uuid() })).nullable(),
});

/** What a withdrawal closes: live sessions of the athlete's own that the coaches are in, by the links that let them in. */
export interface Withdrawal {
  readers: string[];
  places: { sessionId: string; invitationId: string }[];
}

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Roster {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @throws also SidelineError `not_found` for a team that the user does not coach, `forbidden` where only its owner invites,
   * `too_large` for too many links
   */
  createLink(
    user: User,
    { teamId = null, role, hours }: Omit<RosterLinkWish, 'teamId'> & { teamId?: string | null | undefined },
  ): Promise<RosterLink> {
    return this.#database.asUser(user, async (sql) => {
      if (teamId !== null) {
        const team = await mustCoach(sql, teamId);
        if (role === 'coach' && team.ownerId !== user.id) {
          throw new SidelineError('forbidden', 'Only the owner of the team invites other coaches.');
        }
      }
      const open = await sql`
        select id from public.roster_links where created_by = ${user.id} and ${STANDING}
      `;
      if (open.length >= ROSTER.links) {
        throw new SidelineError('too_large', `You have ${open.length} links. Take some back first.`);
      }
      return one(
        linkSchema,
        await sql`
          insert into public.roster_links (created_by, team_id, role, expires_at)
          values (${user.id}, ${teamId}, ${role}, now() + ${hours} * interval '1 hour')
          returning id, role, team_id as "teamId", expires_at as "expiresAt"
        `,
      );
    });
  }

  /** Taking it back twice is no error. @throws also SidelineError `not_found` */
  revokeLink(user: User, id: string): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      const rows = await sql`
        update public.roster_links set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning id
      `;
      if (rows.length === 0) throw new SidelineError('not_found', 'You have no such link.');
    });
  }

  /** Whoever asks: the link itself is the permission. Undefined when there is none. */
  findLink(id: string): Promise<LinkStanding | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        linkStandingSchema,
        await sql`
          select l.role, p.name as "coachName", l.revoked_at is not null as revoked,
            case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team
          from public.roster_links l
          join public.profiles p on p.user_id = l.created_by
          left join public.teams t on t.id = l.team_id
          where l.id = ${id}
        `,
      ),
    );
  }

  /**
   * The person follows the link: an athlete lets coach or team see their training, a coach joins the team. Twice is as good as once.
   * @throws also SidelineError `invitation_revoked` when the link stands no more, `invalid_request` for one’s own, `too_large` when
   * the roster is full
   */
  accept(person: User, linkId: string): Promise<Accepted> {
    return this.#database.asServer(async (sql) => {
      const link = maybeOne(
        z.object({ role: z.string(), createdBy: z.uuid(), teamId: z.uuid().nullable() }),
        await sql`
          select role, created_by as "createdBy", team_id as "teamId" from public.roster_links
          where id = ${linkId} and ${STANDING} for update
        `,
      );
      if (!link) throw new SidelineError('invitation_revoked', 'This link was taken back. Ask for a new one.');
      const { role, createdBy, teamId } = link;
      if (role === 'coach') return joinTeam(sql, person, teamId);
      if (teamId === null && createdBy === person.id) {
        throw new SidelineError('invalid_request', 'This link is your own. Send it to your athletes.');
      }
      const coachId = teamId === null ? createdBy : null;
      await mustHaveRoom(sql, person, coachId, teamId);
      await sql`
        insert into public.training_grants (athlete_id, coach_id, team_id, needs_consent)
        select ${person.id}, ${coachId}, ${teamId}, coalesce(minor_until > current_date, false)
        from public.profiles where user_id = ${person.id}
        on conflict (athlete_id, coach_id, team_id) where withdrawn_at is null do nothing
      `;
      return one(
        z.object({ grantId: z.uuid(), state: grantStateSchema }),
        await sql`
          select g.id as "grantId", ${STATE} as state from public.training_grants g
          where athlete_id = ${person.id} and coach_id is not distinct from ${coachId}::uuid
            and team_id is not distinct from ${teamId}::uuid and withdrawn_at is null
        `,
      );
    });
  }

  /** What a coach sees. */
  of(user: User): Promise<RosterOfCoach> {
    return this.#database.asUser(user, async (sql) => {
      const athletes = await sql`
        select g.id as "grantId", jsonb_build_object('id', known.user_id, 'name', known.name) as person,
          case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team,
          ${STATE} as state, g.granted_at as "grantedAt",
          coalesce(progress.sessions, 0)::integer as "totalSessions", progress.last as "lastSessionAt"
        from public.training_grants g
        join private.people_named() known on known.user_id = g.athlete_id
        left join public.teams t on t.id = g.team_id
        left join lateral (
          select sum(p.total_sessions) as sessions, max(p.last_session_at) as last
          from public.user_progress p where p.user_id = g.athlete_id
        ) progress on ${STATE} = 'open'
        where g.withdrawn_at is null and g.athlete_id <> ${user.id}
          and (g.coach_id = ${user.id} or g.team_id in (select private.teams_coached()))
        order by known.name, g.granted_at, g.id
      `;
      const teams = await sql`
        select t.id, t.name, t.owner_id = ${user.id} as owned,
          (select coalesce(jsonb_agg(jsonb_build_object('id', known.user_id, 'name', known.name) order by known.name), '[]')
           from public.team_coaches c join private.people_known() known on known.user_id = c.user_id
           where c.team_id = t.id) as coaches
        from public.teams t where t.id in (select private.teams_coached())
        order by t.name, t.id
      `;
      const links = await sql`
        select id, role, team_id as "teamId", expires_at as "expiresAt"
        from public.roster_links where ${STANDING} order by created_at desc, id
      `;
      return {
        athletes: z
          .array(rosterAthleteSchema.extend({ grantedAt: instant, lastSessionAt: instant.nullable() }))
          .parse(athletes),
        teams: z.array(teamSchema).parse(teams),
        links: z.array(linkSchema).parse(links),
      };
    });
  }

  /** What an athlete has allowed and who looked; and the same of those whose guardian the user is. */
  accessOf(user: User): Promise<Access> {
    return this.#database.asUser(user, async (sql) => {
      const { minorUntil } = one(
        z.object({ minorUntil: z.string().nullable() }),
        await sql`
          select (select to_char(minor_until, 'YYYY-MM-DD') from public.profiles
                  where user_id = ${user.id} and minor_until > current_date) as "minorUntil"
        `,
      );
      const grants = await sql`
        select g.id, jsonb_build_object('id', athlete.user_id, 'name', athlete.name) as athlete,
          case when coach.user_id is not null then jsonb_build_object('id', coach.user_id, 'name', coach.name) end as coach,
          case when g.team_id is not null
            then jsonb_build_object('id', g.team_id, 'name', coalesce(t.name, 'A team')) end as team,
          ${STATE} as state, g.granted_at as "grantedAt", g.withdrawn_at as "withdrawnAt",
          case when guardian.user_id is not null
            then jsonb_build_object('id', guardian.user_id, 'name', guardian.name) end as guardian
        from public.training_grants g
        join private.people_known() athlete on athlete.user_id = g.athlete_id
        left join private.people_known() coach on coach.user_id = g.coach_id
        left join private.people_known() guardian on guardian.user_id = g.guardian_id
        left join public.teams t on t.id = g.team_id
        where g.athlete_id = ${user.id} or g.guardian_id = ${user.id}
        order by g.withdrawn_at is not null, g.granted_at desc, g.id limit ${ROSTER.grantsShown}
      `;
      const log = await sql`
        select jsonb_build_object('id', athlete.user_id, 'name', athlete.name) as athlete, l.reader_name as reader, l.what,
          l.session_id as "sessionId", l.first_at as "firstAt", l.last_at as "lastAt", l.times
        from public.access_log l
        join (
          select user_id, name from private.people_known()
          union select user_id, name from public.profiles where user_id = ${user.id}
        ) athlete on athlete.user_id = l.athlete_id
        order by l.last_at desc, l.id desc limit ${ACCESS_LOG_LINES}
      `;
      return {
        minorUntil,
        grants: z.array(grantSchema.extend({ grantedAt: instant, withdrawnAt: instant.nullable() })).parse(grants),
        log: z.array(accessLogLineSchema.extend({ firstAt: instant, lastAt: instant })).parse(log),
      };
    });
  }

  /**
   * From now on nobody sees anything by this grant. Links by which its coaches are in live sessions of the athlete's own are taken
   * back with it.
   * @throws also SidelineError `not_found` when there is none that the user may end
   */
  withdraw(user: User, grantId: string): Promise<Withdrawal> {
    return this.#database.asUser(user, async (sql) => {
      const { readers, places } = one(
        withdrawnSchema,
        await sql`select readers, places from private.withdraw_grant(${grantId})`,
      );
      if (!readers || !places) {
        throw new SidelineError('not_found', 'There is no such permission, or it was withdrawn before.');
      }
      return { readers, places };
    });
  }

  /** Whoever asks: the link for the guardian is the permission. Undefined when there is none. */
  findConsent(grantId: string): Promise<AskedConsent | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        consentSchema,
        await sql`
          select g.athlete_id as "athleteId", athlete.name as "athleteName", coalesce(coach.name, t.name) as "readerName",
            ${STATE} as state
          from public.training_grants g
          join public.profiles athlete on athlete.user_id = g.athlete_id
          left join public.profiles coach on coach.user_id = g.coach_id
          left join public.teams t on t.id = g.team_id
          where g.id = ${grantId}
        `,
      ),
    );
  }

  /** Whether the grant is the user's own and waits for a guardian. */
  async awaitsConsent(user: User, grantId: string): Promise<boolean> {
    const rows = await this.#database.asUser(
      user,
      (sql) => sql`
        select g.id from public.training_grants g
        where g.id = ${grantId} and g.athlete_id = ${user.id} and ${STATE} = 'awaiting-consent'
      `,
    );
    return rows.length > 0;
  }

  /**
   * The guardian consents. A second one does not take the first one's place.
   * @throws also SidelineError `forbidden` for athlete and coaches themselves, `out_of_order` when nothing waits for consent
   */
  async consent(guardian: User, grantId: string): Promise<void> {
    await this.#database.asServer(async (sql) => {
      const [party] = await sql`
        select g.id from public.training_grants g
        where g.id = ${grantId} and (
          ${guardian.id} in (g.athlete_id, g.coach_id)
          or exists (select from public.team_coaches c where c.team_id = g.team_id and c.user_id = ${guardian.id})
        )
      `;
      if (party) throw new SidelineError('forbidden', 'Athlete and coaches can’t consent in the guardian’s place.');
      const consented = await sql`
        update public.training_grants g set guardian_id = ${guardian.id}, consented_at = now()
        where g.id = ${grantId} and ${STATE} = 'awaiting-consent' returning id
      `;
      if (consented.length === 0) throw new SidelineError('out_of_order', 'Nothing waits for a consent any more.');
    });
  }

  /**
   * What the person says of their age; it counts for what they allow from then on.
   * @throws also SidelineError `forbidden` to be of age earlier than said before, once somebody was let see
   */
  async setMinor(user: User, until: string | null): Promise<void> {
    await this.#database.asServer(async (sql) => {
      const changed = await sql`
        update public.profiles p set minor_until = ${until}::date
        where p.user_id = ${user.id} and (
          p.minor_until is null or p.minor_until <= ${until}::date
          or not exists (select from public.training_grants g where g.athlete_id = p.user_id)
        )
        returning p.user_id
      `;
      if (changed.length === 0) {
        throw new SidelineError('forbidden', 'This was said before, and somebody was let see your training since.');
      }
    });
  }
}

async function mustHaveRoom(sql: Sql, person: User, coachId: string | null, teamId: string | null): Promise<void> {
  const { athletes, already } = one(
    z.object({ athletes: z.int(), already: z.boolean() }),
    await sql`
      select count(*)::integer as athletes, coalesce(bool_or(athlete_id = ${person.id}), false) as already
      from public.training_grants
      where withdrawn_at is null and (coach_id = ${coachId}::uuid or team_id = ${teamId}::uuid)
    `,
  );
  if (!already && athletes >= ROSTER.athletes) throw new SidelineError('too_large', 'The roster is full.');
}

/** Of a link. */
const STANDING = fragment`revoked_at is null and expires_at > now()`;

/** Of a grant `g`. */
const STATE = fragment`
  case when g.withdrawn_at is not null then 'withdrawn'
    when g.needs_consent and g.consented_at is null then 'awaiting-consent' else 'open' end
`;
