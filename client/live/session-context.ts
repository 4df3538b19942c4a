/** The session that the components of the live page are about. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Action } from '../../shared/contract/roles.ts';
import type { SessionClient } from '../session/session-client.ts';
import type { LiveSession, SessionStore } from './session-store.ts';

export interface OpenSession {
  client: SessionClient;
  store: SessionStore;
}

export const SessionContext = createContext<OpenSession | undefined>(undefined);

export function useOpenSession(): OpenSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('there is no session around this component');
  return session;
}

export const useClient = (): SessionClient => useOpenSession().client;

/** A part of the session; renders again only when that part is another one (by `Object.is`). */
export function useSession<T>(select: (session: LiveSession) => T): T {
  return useStore(useOpenSession().store, select);
}

export const useMay = (action: Action): boolean => useSession(({ seat }) => seat?.may.includes(action) ?? false);
