/** One athlete's poses out of all that come in a session. */
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { SessionClient } from './session-client.ts';

type Listener = (pose: PosePacket) => void;

export interface AthletePoses {
  on(event: 'pose', listener: Listener): void;
  off(event: 'pose', listener: Listener): void;
}

/** @param athleteId their participant id; no poses come while it is undefined */
export function posesOf(client: SessionClient, athleteId: string | undefined): AthletePoses {
  const filters = new Map<Listener, (pose: PosePacket, from: string) => void>();
  return {
    on: (event, listener) => {
      const filter = (pose: PosePacket, from: string) => {
        if (from === athleteId) listener(pose);
      };
      filters.set(listener, filter);
      client.on(event, filter);
    },
    off: (event, listener) => {
      const filter = filters.get(listener);
      if (!filter) return;
      filters.delete(listener);
      client.off(event, filter);
    },
  };
}
