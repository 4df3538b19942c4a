/** Who we are, kept in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { SignedIn } from '../shared/contract/rest.ts';
import { api } from './api.ts';

interface IdentityStore {
  identity: SignedIn | undefined;
  signIn(name: string): Promise<SignedIn>;
  signOut(): void;
}

export const useIdentity = create<IdentityStore>()(
  persist(
    (set) => ({
      identity: undefined,
      async signIn(name) {
        const identity = await api.signIn(name);
        set({ identity });
        return identity;
      },
      signOut: () => set({ identity: undefined }),
    }),
    { name: 'sideline.identity', partialize: ({ identity }) => ({ identity }) },
  ),
);
