/** Whether the session is recorded, and whether one is oneself. */
import { on, type Rows } from '../row.ts';

export const recordingRequests: Rows<'recording'> = {
  'recording:pause': on('session', 'record', ({ session, participant }) => session.consent.pause(participant)),
  'recording:resume': on('session', 'record', ({ session, participant }) => session.consent.resume(participant)),
  'recording:end': on('session', 'record', ({ session, participant }) => session.consent.end(participant)),
  'recording:refuse': on('session', 'refuse-recording', ({ session, participant }, { refused }) =>
    session.consent.refuse(participant, refused),
  ),
};
