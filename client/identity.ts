/** Who we are, kept in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { SignedIn } from '../shared/contract/rest.ts';
import { api } from './api.ts';

interface IdentityStore {
  identity: SignedIn | undefined;
  signIn(name: string): Promise<SignedIn>;
  /** The same person under another name; who is not signed in signs in. */
  rename(name: string): Promise<SignedIn>;
  signOut(): void;
}

export const useIdentity = create<IdentityStore>()(
  persist(
    (set, get) => ({
      identity: undefined,
      async signIn(name) {
        const identity = await api.signIn(name);
        set({ identity });
        return identity;
      },
      async rename(name) {
        const { identity, signIn } = get();
        if (!identity) return await signIn(name);
        const renamed = await api.rename(identity.token, name);
        set({ identity: renamed });
        return renamed;
      },
      signOut: () => set({ identity: undefined }),
    }),
    { name: 'sideline.identity', partialize: ({ identity }) => ({ identity }) },
  ),
);
