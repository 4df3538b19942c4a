import { useEffect, useState } from 'react';
import { browserDevice } from '../session/browser-device.ts';
import { SessionClient } from '../session/session-client.ts';
import type { OpenSession } from './session-context.ts';
import { createSessionStore } from './session-store.ts';

interface Join {
  token: string;
  sessionId: string;
  invitation: string | undefined;
}

/** Joins a session for as long as the component is there; undefined until it is mounted. */
export function useJoinedSession({ token, sessionId, invitation }: Join): OpenSession | undefined {
  const [session, setSession] = useState<OpenSession>();
  useEffect(() => {
    const client = new SessionClient({ token, sessionId, invitation, createDevice: browserDevice });
    setSession({ client, store: createSessionStore(client) });
    client.on('trouble', (error) => console.warn('sideline:', error));
    // The status says how joining ends; nothing is left to handle here.
    client.join().catch(() => undefined);
    const onOnline = () => client.networkChanged();
    window.addEventListener('online', onOnline);
    return () => {
      window.removeEventListener('online', onOnline);
      client.close();
      setSession(undefined);
    };
  }, [token, sessionId, invitation]);
  return session;
}
