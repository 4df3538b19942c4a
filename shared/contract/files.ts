/** Files of a session: recordings, films, keypoint tracks, and what is made of them. */
import { z } from 'zod';

/**
 * `recording`: sound and picture of a participant, as sent. `track`: an athlete's keypoints. `film`: what was uploaded.
 * Made of these: `index` (the same with an index to seek by), `proxy` (small, quick to seek), `playable` (in a format
 * that browsers decode), `thumbnails` (pictures on one sheet), `waveform`.
 */
export const fileKindSchema = z.enum([
  'recording',
  'track',
  'film',
  'index',
  'proxy',
  'playable',
  'thumbnails',
  'waveform',
]);
export type FileKind = z.infer<typeof fileKindSchema>;

/** `growing` on the server's disk; `waiting` there, whole, for the file store; `stored`; `lost` for good. */
export const fileStateSchema = z.enum(['growing', 'waiting', 'stored', 'lost']);
export type FileState = z.infer<typeof fileStateSchema>;
