import { randomUUID } from 'node:crypto';
import type { FinishedFile, NewFile } from '../../../server/records/session-files.ts';
import { NODE } from './sessions.ts';

/** A recording that begins with the session on the disk of `NODE`, unless said otherwise. */
export function aNewFile(sessionId: string, changes: Partial<NewFile> = {}): NewFile {
  const id = changes.id ?? randomUUID();
  return {
    id,
    sessionId,
    kind: 'recording',
    extension: 'webm',
    contentType: 'video/webm',
    startedAt: 0,
    node: NODE,
    path: `/recordings/${id}.webm`,
    ...changes,
  };
}

export const aFinish = (changes: Partial<FinishedFile> = {}): FinishedFile => ({
  endedAt: 1_000,
  bytes: 15,
  sha256: '0'.repeat(64),
  ...changes,
});
