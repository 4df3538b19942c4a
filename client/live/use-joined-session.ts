import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { accessToken, onNewToken } from '../access-token.ts';
import { browserDevice } from '../session/browser-device.ts';
import { SessionClient } from '../session/session-client.ts';
import type { Carrier } from '../session/signalling.ts';
import { keepEntry, keptEntry } from './entry.ts';
import type { OpenSession } from './session-context.ts';
import { createSessionStore } from './session-store.ts';

/** What carries messages on this network, remembered so that a reload doesn't wait for one that is swallowed here. */
const useCarrier = create<{ carrier?: Carrier | undefined }>()(
  persist((): { carrier?: Carrier | undefined } => ({}), {
    name: 'sideline.carrier',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

interface Join {
  token: string;
  sessionId: string;
  invitation: string | undefined;
}

/** Joins a session for as long as the component is there; undefined until it is mounted. */
export function useJoinedSession({ token, sessionId, invitation }: Join): OpenSession | undefined {
  const [session, setSession] = useState<OpenSession>();
  useEffect(() => {
    const client = new SessionClient({
      token: () => accessToken(token),
      sessionId,
      invitation,
      refusesRecording: keptEntry(sessionId)?.refusesRecording,
      createDevice: browserDevice,
      carrier: useCarrier.getState().carrier,
    });
    client.on('carrier', (carrier) => useCarrier.setState({ carrier }));
    setSession({ client, store: createSessionStore(client) });
    client.on('trouble', (error) => console.warn('sideline:', error));
    // The status says how joining ends; nothing is left to handle here.
    client.join().then(
      () => forgetRefusal(sessionId),
      () => undefined,
    );
    const forgetTokens = onNewToken((newer) => {
      // A connection that is being made takes the newest token by itself.
      if (client.status.kind !== 'live') return;
      client.request('sign-in:renew', { token: newer }).catch((error: unknown) => console.warn('sideline:', error));
    });
    const onOnline = () => client.networkChanged();
    window.addEventListener('online', onOnline);
    return () => {
      window.removeEventListener('online', onOnline);
      forgetTokens();
      client.close();
      setSession(undefined);
    };
  }, [token, sessionId, invitation]);
  return session;
}

/** The server knows by now: what is decided in the session from now on counts after a reload too. */
function forgetRefusal(sessionId: string): void {
  const entry = keptEntry(sessionId);
  if (!entry) return;
  const { refusesRecording: _known, ...kept } = entry;
  keepEntry(sessionId, kept);
}
