import { describe, expect, it } from 'vitest';
import { permits } from '../../../../server/identity/permissions.ts';
import { actionSchema, roleSchema } from '../../../../shared/contract/roles.ts';

describe('permissions', () => {
  it.each([
    { role: 'athlete', may: ['watch', 'publish', 'draw', 'inspect', 'refuse-recording', 'end-session'] },
    {
      role: 'coach',
      may: [
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
    },
    { role: 'spectator', may: ['watch'] },
  ] as const)('of a $role are $may and nothing else', ({ role, may }) => {
    expect(actionSchema.options.filter((action) => permits(role, action)).sort()).toEqual([...may].sort());
  });

  it.each(roleSchema.options)(
    'let a session’s owner invite, pick the athlete and decide on the recording as %s',
    (role) => {
      expect(permits(role, 'invite', { owner: true })).toBe(true);
      expect(permits(role, 'pick-athlete', { owner: true })).toBe(true);
      expect(permits(role, 'record', { owner: true })).toBe(true);
      expect(permits(role, 'invite')).toBe(false);
    },
  );
});
