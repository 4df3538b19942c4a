/** Who we are in this browser. */
import { create } from 'zustand';
import type { User } from '../shared/contract/rest.ts';
import type { Units } from '../shared/contract/units.ts';
import { type KeptSignIn, keptSignIn, onKeptSignIn, signInIdOf } from './kept-sign-in.ts';
import { useRefusedToken } from './refused-token.ts';

export interface Identity {
  /** Stands for this sign-in, and stays the same until it ends; `accessToken` gives the newest one to send. */
  token: string;
  user: User;
  /** Undefined for guests, whom this browser alone knows. */
  email: string | undefined;
  /** Of cues, where the person chose one. */
  language: 'en' | 'de' | undefined;
  /** Of measures, where the person chose some. */
  units: Units | undefined;
}

interface IdentityStore {
  identity: Identity | undefined;
  /** A new guest of this name. */
  signIn(name: string): Promise<Identity>;
  /** The same person under another name; who is not signed in signs in. */
  rename(name: string): Promise<Identity>;
  /** @param scope in this browser, or everywhere */
  signOut(scope?: 'local' | 'global'): Promise<void>;
}

/** Loaded when it is needed: it is a third of what the smallest page is. */
const auth = () => import('./auth.ts');

/** While we sign out on purpose: all else that ends a sign-in leaves the page as it is, and asks to sign in again. */
let leaving = false;

function identityOf(kept: KeptSignIn, before?: Identity): Identity {
  const { id, email, is_anonymous: guest, user_metadata: said } = kept.user;
  const same = before?.user.id === id && signInIdOf(before.token) === signInIdOf(kept.access_token);
  return {
    token: same ? before.token : kept.access_token,
    user: { id, name: said.name },
    email: guest || !email ? undefined : email,
    language: said.language,
    units: said.units,
  };
}

export const useIdentity = create<IdentityStore>()((_set, get) => {
  const known = (): Identity => {
    const { identity } = get();
    if (!identity) throw new Error('signed in, but nothing was kept of it');
    return identity;
  };
  const kept = keptSignIn();
  return {
    identity: kept && identityOf(kept),
    async signIn(name) {
      const { signInAsGuest } = await auth();
      await signInAsGuest(name);
      return known();
    },
    async rename(name) {
      if (!get().identity) return await get().signIn(name);
      const { changeAccount } = await auth();
      await changeAccount({ name });
      return known();
    },
    async signOut(scope = 'local') {
      const { signOut } = await auth();
      leaving = true;
      try {
        await signOut(scope);
      } finally {
        leaving = false;
      }
    },
  };
});

onKeptSignIn((kept, changed) => {
  const { identity } = useIdentity.getState();
  if (kept) useIdentity.setState({ identity: identityOf(kept, identity) });
  else if (leaving || changed === 'elsewhere') useIdentity.setState({ identity: undefined });
  else if (identity) useRefusedToken.setState({ token: identity.token });
});
