/** Rosters, teams and who sees whose training, at the server. */
import { z } from 'zod';
import {
  acceptedSchema,
  accessSchema,
  createdRosterLinkSchema,
  guardianLinkSchema,
  guardianPreviewSchema,
  type RosterRole,
  rosterLinkPreviewSchema,
  rosterSchema,
} from '../shared/contract/roster.ts';
import { call, path } from './api.ts';

const nothing = z.undefined();

export const rosterApi = {
  roster: (token: string) => call('GET', '/roster', { token, reply: rosterSchema }),
  createLink: (token: string, wish: { teamId?: string; role?: RosterRole }) =>
    call('POST', '/roster/links', { token, body: wish, reply: createdRosterLinkSchema }),
  revokeLink: (token: string, id: string) => call('DELETE', path`/roster/links/${id}`, { token, reply: nothing }),
  preview: (link: string) => call('GET', path`/roster/links/${link}`, { reply: rosterLinkPreviewSchema }),
  createTeam: (token: string, name: string) =>
    call('POST', '/teams', { token, body: { name }, reply: z.object({ id: z.uuid() }) }),
  renameTeam: (token: string, id: string, name: string) =>
    call('PUT', path`/teams/${id}`, { token, body: { name }, reply: nothing }),
  removeTeam: (token: string, id: string) => call('DELETE', path`/teams/${id}`, { token, reply: nothing }),
  removeTeamCoach: (token: string, id: string, coach: string) =>
    call('DELETE', path`/teams/${id}/coaches/${coach}`, { token, reply: nothing }),
  access: (token: string) => call('GET', '/access', { token, reply: accessSchema }),
  accept: (token: string, link: string) =>
    call('POST', '/access', { token, body: { token: link }, reply: acceptedSchema }),
  withdraw: (token: string, grant: string) => call('DELETE', path`/access/${grant}`, { token, reply: nothing }),
  setMinor: (token: string, until: string | null) =>
    call('PUT', '/access/minor', { token, body: { until }, reply: nothing }),
  guardianLink: (token: string, grant: string) =>
    call('POST', path`/access/${grant}/guardian`, { token, reply: guardianLinkSchema }),
  consentAsked: (link: string) => call('GET', path`/guardian/${link}`, { reply: guardianPreviewSchema }),
  consent: (token: string, link: string) => call('POST', path`/guardian/${link}`, { token, reply: nothing }),
};
