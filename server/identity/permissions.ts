/** The one table of which role may do what in a session. */
import type { Action, Role } from '../../shared/contract/roles.ts';

const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  athlete: ['watch', 'publish', 'draw', 'inspect', 'end-session'],
  coach: ['watch', 'publish', 'draw', 'clear-all', 'correct', 'freeze', 'pick-athlete', 'inspect', 'end-session'],
  spectator: ['watch'],
};

/** What a session's owner may do besides, whichever place the owner takes. */
const OWNER: readonly Action[] = ['invite', 'pick-athlete'];

/** Whether somebody of `role`, perhaps the session's owner, may do `action`. */
export function permits(role: Role, action: Action, { owner = false } = {}): boolean {
  return PERMISSIONS[role].includes(action) || (owner && OWNER.includes(action));
}
