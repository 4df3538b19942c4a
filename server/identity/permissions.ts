/** The one table of which role may do what in a session. */
import type { Action, Role } from '../../shared/contract/roles.ts';

/** `invite` belongs to no role: the session's owner invites, whichever place the owner takes. */
const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  athlete: ['watch', 'publish', 'draw', 'inspect', 'end-session'],
  coach: ['watch', 'publish', 'draw', 'clear-all', 'correct', 'freeze', 'inspect', 'end-session'],
  spectator: ['watch'],
};

/** Whether `role` may do `action`; an owner may also invite. */
export function permits(role: Role, action: Action, { owner = false } = {}): boolean {
  return PERMISSIONS[role].includes(action) || (owner && action === 'invite');
}
