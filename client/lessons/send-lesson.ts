/** Makes a lesson of a take that is kept here, and sends it: the log at once, the voice by tus. */
import { Upload } from 'tus-js-client';
import { accessToken } from '../access-token.ts';
import { loadPart } from '../load-part.ts';
import { reviewApi } from '../review-api.ts';
import { errorOf, mayPass, PAUSES } from '../uploads/tus-errors.ts';
import { logOf, segmentsOf } from './take-parts.ts';
import type { TakeHead, TakeStore } from './take-store.ts';

/** Pieces of this size go through any proxy, and a slow network loses little by a break. Bytes. */
const PIECE_BYTES = 512 * 1024;

/**
 * Afterwards it is kept here no longer.
 * @param onSent how much of the voice is there, 0..1
 * @throws SidelineError, NoAnswerError when the server does not take it, Error when the sound can’t be read; the take stays kept then
 */
export async function sendLesson(
  token: string,
  store: TakeStore,
  { id, sessionId, participantId }: TakeHead,
  title: string,
  onSent: (share: number) => void,
): Promise<void> {
  const segments = segmentsOf(await store.pieces(id));
  // Muxing takes code that is needed here alone.
  const { joinVoice } = await loadPart(() => import('./join-voice.ts'));
  const { sound, segmentMs } = await joinVoice(segments.map(({ sounds }) => new Blob([...sounds])));
  const lesson = {
    ...{ id, title, participantId, log: logOf(segments, segmentMs), soundBytes: sound.size },
    durationMs: segmentMs.reduce((sum, ms) => sum + ms, 0),
  };
  const { state } = await reviewApi.addLesson(token, sessionId, lesson);
  if (state === 'arriving') await sendVoice(token, id, sound, onSent);
  await store.remove(id);
}

function sendVoice(token: string, lesson: string, sound: Blob, onSent: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(sound, {
      endpoint: '/api/lesson-voices',
      chunkSize: PIECE_BYTES,
      retryDelays: PAUSES,
      metadata: { lesson },
      removeFingerprintOnSuccess: true,
      onBeforeRequest: async (request) => request.setHeader('authorization', `Bearer ${await accessToken(token)}`),
      onShouldRetry: ({ originalResponse }) => mayPass(originalResponse),
      onProgress: (sent, all) => onSent(sent / Math.max(1, all)),
      onError: (failure) => reject(errorOf(failure)),
      onSuccess: () => resolve(),
    });
    upload.start();
  });
}
