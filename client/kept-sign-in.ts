/**
 * The sign-in as this browser keeps it, in the form and the place of Supabase's client. That client is loaded when something about the
 * sign-in changes; who we are is read here, at once, by pages that never need it.
 */
import { z } from 'zod';
import { unitsSchema } from '../shared/contract/units.ts';

/** Where it is kept in the browser's storage. */
export const SIGN_IN_KEY = 'sideline.auth';

const keptSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  /** In s since 1970. */
  expires_at: z.number(),
  user: z.object({
    id: z.uuid(),
    email: z.string().optional(),
    is_anonymous: z.boolean().default(false),
    user_metadata: z.object({
      name: z.string().default('Somebody'),
      language: z.enum(['en', 'de']).optional(),
      units: unitsSchema.optional(),
    }),
  }),
});
export type KeptSignIn = z.infer<typeof keptSchema>;

/** Undefined for nobody. */
export function keptSignIn(): KeptSignIn | undefined {
  return read(localStorage.getItem(SIGN_IN_KEY));
}

function read(text: string | null): KeptSignIn | undefined {
  if (text === null) return undefined;
  try {
    return keptSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @param changed `elsewhere` for another tab */
type Listener = (kept: KeptSignIn | undefined, changed: 'here' | 'elsewhere') => void;
const listeners = new Set<Listener>();

/** Calls back after each change; the result ends that. */
export function onKeptSignIn(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const publish = (text: string | null, changed: 'here' | 'elsewhere') => {
  const kept = read(text);
  for (const listener of listeners) listener(kept, changed);
};

window.addEventListener('storage', ({ key, newValue }) => {
  if (key === SIGN_IN_KEY) publish(newValue, 'elsewhere');
});

/** The browser's storage for Supabase's client, which says when the sign-in changes. */
export const signInStorage = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => {
    localStorage.setItem(key, value);
    if (key === SIGN_IN_KEY) publish(value, 'here');
  },
  removeItem: (key: string) => {
    localStorage.removeItem(key);
    if (key === SIGN_IN_KEY) publish(null, 'here');
  },
};

/** Which sign-in a token belongs to: it stays the same while the tokens are renewed. */
export function signInIdOf(accessToken: string): string | undefined {
  try {
    const payload = accessToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    return z.object({ session_id: z.string() }).parse(JSON.parse(atob(payload))).session_id;
  } catch {
    return undefined;
  }
}
