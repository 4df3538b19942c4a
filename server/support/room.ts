import { statfs } from 'node:fs/promises';
import { SidelineError } from '../../shared/contract/errors.ts';

/** @throws SidelineError `storage_unavailable` unless `bytes` more leave `reserveBytes` free on the folder's disk */
export async function makeSureOfRoom(folder: string, bytes: number, reserveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize - bytes < reserveBytes) {
    throw new SidelineError('storage_unavailable', 'The disk of the server is full. Tell the person who runs it.');
  }
}
