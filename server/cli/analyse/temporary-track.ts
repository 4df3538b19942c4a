import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A name for a track that nobody wants to keep, in a new folder that goes with it. */
export async function temporaryTrack(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'sideline-analyse-')), 'track.jsonl');
}
