import { writeFile } from 'node:fs/promises';

/** Writes figures down with the time; to no file when none is named. */
export async function writeReport(file: string | undefined, report: object): Promise<void> {
  if (file) await writeFile(file, `${JSON.stringify({ ...report, at: new Date().toISOString() }, null, 2)}\n`);
}
