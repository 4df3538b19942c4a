/** Whether the session is recorded, as it is before one joins; undefined while it is not known. */
import { useEffect, useState } from 'react';
import type { RecordingSign } from '../../shared/contract/recording.ts';
import { api } from '../api.ts';

/** Somebody in the session may decide otherwise meanwhile, ms. */
const ASK_EVERY_MS = 5_000;

export function useRecordingSign(
  token: string,
  sessionId: string,
  invitation: string | undefined,
  wanted: boolean,
): RecordingSign | undefined {
  const [sign, setSign] = useState<RecordingSign>();
  useEffect(() => {
    if (!wanted) return;
    let over = false;
    const ask = async () => {
      const known = await (invitation ? api.invitation(invitation) : api.session(token, sessionId));
      if (!over) setSign(known.recording ?? undefined);
    };
    // What keeps us from knowing keeps us from joining too, and is said there.
    const tryToAsk = () => void ask().catch((error: unknown) => console.info('sideline:', error));
    tryToAsk();
    const timer = setInterval(tryToAsk, ASK_EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [token, sessionId, invitation, wanted]);
  return sign;
}
