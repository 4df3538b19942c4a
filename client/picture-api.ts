/** Pictures of people at the server. */
import { z } from 'zod';
import { ownPictureSchema, picturesSchema } from '../shared/contract/pictures.ts';
import { call, path, request } from './api.ts';

/** Addresses by id. */
const byId = ({ pictures }: z.infer<typeof picturesSchema>): ReadonlyMap<string, string> =>
  new Map(pictures.map(({ id, picture }) => [id, picture]));

export const pictureApi = {
  own: async (token: string) => (await call('GET', '/identity/picture', { token, reply: ownPictureSchema })).picture,
  /** @param picture a JPEG of no more than `PICTURE_BYTES` */
  set: async (token: string, picture: Blob) => {
    await request('PUT', '/identity/picture', { token, body: picture });
  },
  remove: (token: string) => call('DELETE', '/identity/picture', { token, reply: z.undefined() }),
  /** By user id. */
  roster: async (token: string) => byId(await call('GET', '/roster/pictures', { token, reply: picturesSchema })),
  /** By participant id. */
  session: async (token: string, id: string) =>
    byId(await call('GET', path`/sessions/${id}/pictures`, { token, reply: picturesSchema })),
};
