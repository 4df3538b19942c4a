/** Who lets whom see their training. Times are ISO 8601 in UTC. */
import { z } from 'zod';
import { textSchema } from '../text/well-formed.ts';
import { LINK_HOURS, userSchema } from './rest.ts';

/** Lines of the access log in one answer; the newest come first. */
export const ACCESS_LOG_LINES = 200;

export const teamNameSchema = textSchema({ max: 60, missing: 'give the team a name' });

/** `POST /api/teams`, `PUT /api/teams/:id`. */
export const teamWishSchema = z.object({ name: teamNameSchema });
const teamNamed = z.object({ id: z.uuid(), name: z.string() });

/** Whom a link brings: an athlete to a roster, or another coach to a team. */
export const rosterRoleSchema = z.enum(['athlete', 'coach']);
export type RosterRole = z.infer<typeof rosterRoleSchema>;

/** `POST /api/roster/links`. */
export const rosterLinkWishSchema = z
  .object({
    /** The caller's own roster without. */
    teamId: z.uuid().optional(),
    role: rosterRoleSchema.default('athlete'),
    /** How long the link is good for. */
    hours: z
      .number()
      .min(LINK_HOURS.shortest)
      .max(LINK_HOURS.longest)
      .default(24 * 7),
  })
  .refine(({ role, teamId }) => role === 'athlete' || teamId !== undefined, {
    path: ['teamId'],
    message: 'coaches are invited to a team',
  });
export type RosterLinkWish = z.infer<typeof rosterLinkWishSchema>;

export const rosterLinkSchema = z.object({
  id: z.uuid(),
  role: rosterRoleSchema,
  teamId: z.uuid().nullable(),
  expiresAt: z.iso.datetime(),
});
export type RosterLink = z.infer<typeof rosterLinkSchema>;
/** The token is shown once; the link is `/roster/join/<token>`. */
export const createdRosterLinkSchema = rosterLinkSchema.extend({ token: z.string() });
export type CreatedRosterLink = z.infer<typeof createdRosterLinkSchema>;

/** `GET /api/roster/links/:token`: what a link leads to, before signing in. */
export const rosterLinkPreviewSchema = z.object({
  role: rosterRoleSchema,
  /** Who made the link. */
  coachName: z.string(),
  team: teamNamed.nullable(),
});
export type RosterLinkPreview = z.infer<typeof rosterLinkPreviewSchema>;

/** `awaiting-consent`: of a minor, whose guardian has not consented yet; nothing is seen until then. */
export const grantStateSchema = z.enum(['open', 'awaiting-consent', 'withdrawn']);
export type GrantState = z.infer<typeof grantStateSchema>;

/** An athlete on a coach's roster, or on that of a team. */
export const rosterAthleteSchema = z.object({
  grantId: z.uuid(),
  person: userSchema,
  team: teamNamed.nullable(),
  state: grantStateSchema,
  grantedAt: z.iso.datetime(),
  /** Of all activities; 0 and null as long as the grant is not open. */
  totalSessions: z.int().nonnegative(),
  lastSessionAt: z.iso.datetime().nullable(),
});
export type RosterAthlete = z.infer<typeof rosterAthleteSchema>;

export const teamSchema = teamNamed.extend({
  /** Whether the caller founded it, and may change and dissolve it. */
  owned: z.boolean(),
  coaches: z.array(userSchema),
});
export type Team = z.infer<typeof teamSchema>;

/** `GET /api/roster`: for a coach. */
export const rosterSchema = z.object({
  athletes: z.array(rosterAthleteSchema),
  teams: z.array(teamSchema),
  /** Those that still let somebody in. */
  links: z.array(rosterLinkSchema),
});
export type Roster = z.infer<typeof rosterSchema>;

/** What an athlete has allowed. */
export const grantSchema = z.object({
  id: z.uuid(),
  /** Whose training is seen: the caller's own, or that of somebody whose guardian the caller is. */
  athlete: userSchema,
  /** Who sees it: one coach, or all coaches of a team. */
  coach: userSchema.nullable(),
  team: teamNamed.nullable(),
  state: grantStateSchema,
  grantedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
  guardian: userSchema.nullable(),
});
export type Grant = z.infer<typeof grantSchema>;

export const lookSchema = z.enum(['sessions', 'session', 'files', 'file', 'progress']);
export type Look = z.infer<typeof lookSchema>;

/** Somebody looked at an athlete's training because they were allowed to. */
export const accessLogLineSchema = z.object({
  athlete: userSchema,
  reader: z.string(),
  what: lookSchema,
  sessionId: z.uuid().nullable(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** Within the hour from `firstAt`, once a minute at most. */
  times: z.int().positive(),
});
export type AccessLogLine = z.infer<typeof accessLogLineSchema>;

/** `GET /api/access`: for an athlete, and for guardians. */
export const accessSchema = z.object({
  /** ISO date from which on the caller is of age; null for those who are, or did not say otherwise. */
  minorUntil: z.iso.date().nullable(),
  grants: z.array(grantSchema),
  log: z.array(accessLogLineSchema),
});
export type Access = z.infer<typeof accessSchema>;

/** `PUT /api/access/minor`: from which day on the caller is of age. */
export const minorSchema = z.object({ until: z.iso.date().nullable() });

/** `POST /api/access`: lets those see who sent the link. */
export const acceptSchema = z.object({ token: z.string().min(1).max(2_000) });
export const acceptedSchema = z.object({
  /** Null where a coach came to a team. */
  grantId: z.uuid().nullable(),
  state: grantStateSchema,
});
export type Accepted = z.infer<typeof acceptedSchema>;

/** `POST /api/access/:id/guardian`: the token of the link for the guardian, `/guardian/<token>`. */
export const guardianLinkSchema = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
export type GuardianLink = z.infer<typeof guardianLinkSchema>;

/** `GET /api/guardian/:token`: what the guardian is asked. */
export const guardianPreviewSchema = z.object({
  athleteName: z.string(),
  /** A coach or a team. */
  readerName: z.string(),
  state: grantStateSchema,
});
export type GuardianPreview = z.infer<typeof guardianPreviewSchema>;
