/** The one table of which role may do what in a session. */
import type { Action, Role } from '../../shared/contract/roles.ts';

const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  athlete: ['watch', 'publish', 'draw', 'inspect', 'refuse-recording', 'end-session'],
  coach: [
    'watch',
    'publish',
    'draw',
    'clear-all',
    'correct',
    'freeze',
    'replay',
    'review',
    'pick-athlete',
    'inspect',
    'record',
    'refuse-recording',
    'end-session',
  ],
  spectator: ['watch'],
};

/** What a session's owner may do besides, whichever place the owner takes. */
const OWNER: readonly Action[] = ['invite', 'pick-athlete', 'record'];

/** Whether somebody of `role`, perhaps the session's owner, may do `action`. */
export function permits(role: Role, action: Action, { owner = false } = {}): boolean {
  return PERMISSIONS[role].includes(action) || (owner && OWNER.includes(action));
}
