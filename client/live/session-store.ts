/** What a session client says, as a store: components read the part that they show, and render when that part changes. */
import { createStore, type StoreApi } from 'zustand';
import type { SessionState } from '../../shared/contract/session.ts';
import type { ConnectionStatus } from '../session/connection.ts';
import type { Seat, SessionClient } from '../session/session-client.ts';
import type { LocalTrackChange, MediaObstacle, RemoteTrack } from '../session/session-media.ts';

export interface LiveSession {
  status: ConnectionStatus;
  /** Undefined before the first join. */
  seat: Seat | undefined;
  state: SessionState | undefined;
  tracks: readonly RemoteTrack[];
  /** What keeps media from beginning; undefined where nothing does. */
  obstacle: MediaObstacle | undefined;
  /** Tracks of ours that the system silenced or took away. */
  lost: readonly LocalTrackChange[];
}

export type SessionStore = StoreApi<LiveSession>;

/** Follows the client until it is closed. */
export function createSessionStore(client: SessionClient): SessionStore {
  const store = createStore<LiveSession>(() => ({
    status: client.status,
    seat: client.seat,
    state: client.state,
    tracks: client.media.tracks,
    obstacle: undefined,
    lost: [],
  }));
  client.on('status', (status) => store.setState({ status, seat: client.seat }));
  client.on('state', (state) => store.setState({ state, seat: client.seat }));
  client.on('obstacle', (obstacle) => store.setState({ obstacle }));
  client.on('tracks', (tracks) => store.setState({ tracks }));
  client.on('localTrack', (change) => {
    const others = store.getState().lost.filter(({ source }) => source !== change.source);
    store.setState({ lost: change.change === 'live' ? others : [...others, change] });
  });
  return store;
}
