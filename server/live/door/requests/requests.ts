/** The table of all requests, in families: one of the contract that has no row here does not compile. */
import type { IceServer } from '../../../../shared/contract/media.ts';
import type { RequestAnswer, RequestName, RequestPayload } from '../../../../shared/contract/socket.ts';
import type { Doorkeeper } from '../doorkeeper.ts';
import type { Result, Row } from '../row.ts';
import type { Watches } from '../watches.ts';
import { boardRequests } from './board.ts';
import { changeRequests } from './changes.ts';
import { coachingRequests } from './coaching.ts';
import { latencyRequests } from './latency.ts';
import { mediaRequests } from './media.ts';
import { recordingRequests } from './recording.ts';
import { replayRequests } from './replay.ts';
import { reviewRequests } from './review.ts';
import { sessionRequests } from './session.ts';
import { signInRequests } from './sign-in.ts';

export type RequestTable = { readonly [Name in RequestName]: Row<RequestPayload<Name>, Result<RequestAnswer<Name>>> };

export interface RequestServices {
  doorkeeper: Pick<Doorkeeper, 'admit'>;
  /** STUN and TURN servers for browsers. */
  iceServers: IceServer[];
  watches: Pick<Watches, 'begin' | 'end'>;
}

export const requestTable = ({ doorkeeper, iceServers, watches }: RequestServices): RequestTable => ({
  ...sessionRequests(doorkeeper),
  ...signInRequests,
  ...changeRequests(watches),
  ...mediaRequests(iceServers),
  ...boardRequests,
  ...replayRequests,
  ...reviewRequests,
  ...coachingRequests,
  ...recordingRequests,
  ...latencyRequests,
});
