/** A room client tied to a component's life, its news as React state. */
import { Device } from 'mediasoup-client';
import { useEffect, useState } from 'react';
import type { SessionState } from '../../shared/contract/session.ts';
import type { ConnectionStatus } from '../session/connection.ts';
import { SessionClient } from '../session/session-client.ts';
import type { LocalTrackChange, RemoteTrack } from '../session/session-media.ts';

export interface Room {
  client: SessionClient;
  status: ConnectionStatus;
  state: SessionState | undefined;
  tracks: readonly RemoteTrack[];
  /** Tracks of ours that the system silenced or took away. */
  lost: readonly LocalTrackChange[];
}

interface Join {
  token: string;
  sessionId: string;
  invitation: string | undefined;
}

/** Undefined until the component is mounted. */
export function useRoom({ token, sessionId, invitation }: Join): Room | undefined {
  const [room, setRoom] = useState<Room>();
  useEffect(() => {
    const client = new SessionClient({ token, sessionId, invitation, createDevice: () => Device.factory() });
    const update = (changed: Partial<Room>) => setRoom((known) => known && { ...known, ...changed });
    setRoom({ client, status: client.status, state: undefined, tracks: [], lost: [] });
    client.on('status', (status) => update({ status }));
    client.on('state', (state) => update({ state }));
    client.on('tracks', (tracks) => update({ tracks }));
    client.on('localTrack', (change) =>
      setRoom((known) => {
        if (!known) return known;
        const others = known.lost.filter(({ source }) => source !== change.source);
        return { ...known, lost: change.change === 'unmuted' ? others : [...others, change] };
      }),
    );
    client.on('trouble', (error) => console.warn('sideline:', error));
    // How joining ends is told by the status; nothing is left to handle here.
    client.join().catch(() => undefined);
    const onOnline = () => client.networkChanged();
    window.addEventListener('online', onOnline);
    return () => {
      window.removeEventListener('online', onOnline);
      client.close();
      setRoom(undefined);
    };
  }, [token, sessionId, invitation]);
  return room;
}
