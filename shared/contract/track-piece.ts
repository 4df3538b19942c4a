/**
 * A minute or so of an athlete's keypoints as a file: a head, then pose packets one behind the other, 118 bytes each for 33
 * keypoints (1.8 kB a second at 15 frames a second). A piece whose writing was cut off is read up to its last whole packet.
 *
 * Live sessions and films keep their tracks in the same form. A page lists the files of a session (`GET /api/sessions/:id/files`),
 * takes those of the kind `track` and of one participant, by `startedAt`, and loads the pieces whose time (`startedAt` to `endedAt`)
 * it is about to show. The times in a piece are the session's, as those of the picture are (`startedAt` of its file plus the time
 * in the file); a film begins at 0. In the pieces of a film `rtpTimestamp` is the time of the frame too, in ticks of 90 kHz.
 */
import { SidelineError } from './errors.ts';
import { decodePose, type PosePacket, poseBytes } from './pose-packet.ts';

export const TRACK_PIECE_TYPE = 'application/vnd.sideline.track';
export const TRACK_PIECE_HEAD: Uint8Array<ArrayBuffer> = new TextEncoder().encode('sideline track 1\n');

/** A piece covers this much of the session, ms. */
export const TRACK_PIECE_MS = 60_000;

export interface TrackPiece {
  /** As they were found, by media time. */
  poses: PosePacket[];
  /** Up to the end of the last whole packet. */
  wholeBytes: number;
}

/** @throws SidelineError `invalid_request` when it is no piece of a track */
export function readTrackPiece(bytes: Uint8Array): TrackPiece {
  if (TRACK_PIECE_HEAD.some((byte, index) => bytes[index] !== byte)) {
    throw new SidelineError('invalid_request', 'not a keypoint track');
  }
  const poses: PosePacket[] = [];
  let at = TRACK_PIECE_HEAD.length;
  for (;;) {
    const length = poseBytes(bytes.subarray(at));
    if (length === undefined || at + length > bytes.length) return { poses, wholeBytes: at };
    poses.push(decodePose(bytes.subarray(at, at + length)));
    at += length;
  }
}
