import { readFile } from 'node:fs/promises';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import type { ShownPose } from '../../analysis/film/overlay/shown-state.ts';

/** The poses of a keypoint track, piece by piece. */
export async function* posesOf(tracks: readonly string[]): AsyncGenerator<ShownPose> {
  for (const path of tracks) yield* readTrackPiece(await readFile(path)).poses;
}
