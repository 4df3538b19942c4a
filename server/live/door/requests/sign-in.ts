/** Staying signed in. */
import { onArrival, type Rows } from '../row.ts';

export const signInRequests: Rows<'sign-in'> = {
  'sign-in:renew': onArrival('session', async (caller, { token }) => ({ goodForMs: await caller.renew(token) })),
};
