import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { Stream } from 'node-av/lib';

/** Degrees by which stored pictures are turned clockwise to be upright. */
export type Rotation = 0 | 90 | 180 | 270;

const TURNS = [0, 90, 180, 270] as const;

/** As the camera noted it, to the next quarter turn. */
export function rotationOf({ codecpar }: Stream): Rotation {
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (!matrix || matrix.length < 36) return 0;
  // Nine numbers of 32 bits, as MP4 has them (ISO/IEC 14496-12, 6.2.2), in the machine's own order of bytes.
  const [a, b] = new Int32Array(Uint8Array.from(matrix).buffer);
  const quarters = Math.round(Math.atan2(b ?? 0, a ?? 0) / (Math.PI / 2));
  return TURNS[(quarters + 4) % 4] ?? 0;
}
