/** Reads sessions and their films for the person of a token. */
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionRecord } from '../../shared/contract/rest.ts';
import { api } from '../api.ts';
import type { SessionLibrary } from './compare/other-side.tsx';

export const libraryOf = (token: string): SessionLibrary => ({
  list: () => api.sessions(token),
  open: async (id) => {
    const [record, files] = await Promise.all([api.session(token, id), api.sessionFiles(token, id)]);
    return { record, files, fresh: (fileId) => freshUrl(token, id, fileId) };
  },
});

/** A session's record; undefined when it is not there for this person any more. */
export const recordIfThere = (token: string, id: string): Promise<SessionRecord | undefined> =>
  ifThere(api.session(token, id));

/** A file's link anew; undefined when it is not there for this person any more. */
export const freshUrl = async (token: string, id: string, fileId: string): Promise<string | undefined> =>
  (await ifThere(api.sessionFiles(token, id)))?.find((file) => file.id === fileId)?.url ?? undefined;

async function ifThere<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof SidelineError && error.code === 'not_found') return undefined;
    throw error;
  }
}
