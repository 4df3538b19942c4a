import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTrackPieces } from '../../../../../server/analysis/film/process/track-pieces.ts';
import type { PoseFrame } from '../../../../../shared/coaching/index.ts';
import { readTrackPiece } from '../../../../../shared/contract/track-piece.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const KEYPOINTS = Array.from({ length: 17 }, (_, index) => ({ x: index / 17, y: 0.5, score: 0.8 }));

/** One frame every `everyMs`; nobody is there in the first. */
async function* frames(count: number, everyMs: number): AsyncGenerator<PoseFrame> {
  for (let index = 0; index < count; index++) {
    yield { at: index * everyMs, layout: 'coco17', aspect: 1, keypoints: index === 0 ? [] : KEYPOINTS };
  }
}

describe('the track of a film in pieces', () => {
  it('has one for each minute, each readable by itself, with no frame lost between them', async () => {
    const prefix = join(temporaryFolder(), 'track');
    const everyMs = 1000 / 15;
    const pieces = await writeTrackPieces(frames(2_000, everyMs), prefix);
    expect(pieces).toMatchObject([
      { path: `${prefix}.0.track`, startedAt: 0, poses: 900 },
      { path: `${prefix}.1.track`, poses: 900 },
      { path: `${prefix}.2.track`, poses: 200 },
    ]);
    const read = pieces.map(({ path }) => readTrackPiece(readFileSync(path)).poses);
    expect(read.map((poses) => poses.length)).toEqual(pieces.map(({ poses }) => poses));
    const times = read.flat().map(({ rtpTimestamp }) => rtpTimestamp / 90);
    expect(times.every((at, index) => Math.abs(at - index * everyMs) < 0.01)).toBe(true);
    expect(read[1]?.[0]?.at).toBe(Math.round(pieces[1]?.startedAt ?? 0));
    expect(read[0]?.[0]?.keypoints).toEqual([]);
    expect(read[2]?.at(-1)?.keypoints[5]?.x).toBeCloseTo(5 / 17, 3);
  });

  it('has none where there are no frames', async () => {
    expect(await writeTrackPieces(frames(0, 1), join(temporaryFolder(), 'track'))).toEqual([]);
  });
});
