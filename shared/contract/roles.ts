import { z } from 'zod';

/** What a person is in one session. The athlete is watched and measured, coaches guide, spectators follow. */
export const roleSchema = z.enum(['athlete', 'coach', 'spectator']);
export type Role = z.infer<typeof roleSchema>;

/** What a role may do in a session; the table that grants them is the server's. */
export const actionSchema = z.enum([
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
  'invite',
]);
export type Action = z.infer<typeof actionSchema>;
