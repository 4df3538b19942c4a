import { useCallback } from 'react';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import { api } from '../api.ts';

/** What loads the files of a session; the same function as long as they are the same files. */
export const useFiles = (token: string, sessionId: string): (() => Promise<SessionFileItem[]>) =>
  useCallback(() => api.sessionFiles(token, sessionId), [token, sessionId]);
