/** Films for Chromium's camera: https://wiki.multimedia.cx/index.php/YUV4MPEG2 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Luma and both chromas. */
type Yuv = readonly [y: number, u: number, v: number];

const HEAD: Yuv = [81, 90, 240];
const BODY: Yuv = [126, 128, 128];
const FEET: Yuv = [41, 240, 110];

/** Few: pages encode and paint these large pictures without a graphics card. */
const FRAMES_PER_SECOND = 3;

/** How much of the height head and feet take each, at the very edges of the picture. */
const EDGE = 1 / 16;

/**
 * Films somebody who fills the picture: red at the upper edge, grey, blue at the lower edge.
 * @param size even, in px
 * @returns the file, which goes with the test
 */
export async function filmOfAWholeBody({ width, height }: { width: number; height: number }): Promise<string> {
  const colourAt = (row: number, rows: number) => (row < rows * EDGE ? HEAD : row >= rows * (1 - EDGE) ? FEET : BODY);
  const plane = (channel: 0 | 1 | 2, columns: number, rows: number) =>
    Buffer.concat(Array.from({ length: rows }, (_, row) => Buffer.alloc(columns, colourAt(row, rows)[channel])));
  const picture = Buffer.concat([
    Buffer.from('FRAME\n'),
    plane(0, width, height),
    plane(1, width / 2, height / 2),
    plane(2, width / 2, height / 2),
  ]);
  const file = join(temporaryFolder(), 'camera.y4m');
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F${FRAMES_PER_SECOND}:1 Ip A1:1\n`), picture, picture]),
  );
  return file;
}
