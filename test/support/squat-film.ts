/** A small film of a drawn athlete who squats, as a phone would save it: MP4, upright, 15 pictures a second. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAthlete } from '../../shared/athlete/index.ts';
import { athletePictures, renderFilm } from './film.ts';

const SIZE = { width: 240, height: 320 };

/** @param reps how many squats there are; each lasts 1.6 s */
export async function squatFilm(reps: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-film-'));
  try {
    const path = join(folder, 'squats.mp4');
    const athlete = anAthlete({ activity: 'squat', view: 'left', reps, tempo: 1.6, delay: 500, aspect: 3 / 4 });
    await renderFilm(path, { size: SIZE, pictures: athletePictures(athlete, SIZE, { fps: 15 }) });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same film in a larger file: a box of zeros follows, which players skip (ISO/IEC 14496-12, 8.1.2). */
export function padded(film: Buffer, bytes: number): Buffer {
  const box = Buffer.alloc(bytes - film.length);
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  return Buffer.concat([film, box]);
}
