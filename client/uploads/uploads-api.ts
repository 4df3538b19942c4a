/** Calls about films that become sessions, of the pages that show or send them: the first visit does without. */
import { z } from 'zod';
import { type BeginUpload, uploadListSchema, uploadTicketSchema } from '../../shared/contract/uploads.ts';
import { call, path } from '../api.ts';

export const uploadsApi = {
  list: async (token: string) => (await call('GET', '/uploads', { token, reply: uploadListSchema })).uploads,
  begin: (token: string, wish: BeginUpload) =>
    call('POST', '/uploads/begin', { token, body: wish, reply: uploadTicketSchema }),
  /** To go on with one that is not whole yet. */
  ticket: (token: string, id: string) =>
    call('POST', path`/uploads/${id}/ticket`, { token, reply: uploadTicketSchema }),
  arrived: (token: string, id: string) => call('POST', path`/uploads/${id}/arrived`, { token, reply: z.undefined() }),
  remove: (token: string, id: string) => call('DELETE', path`/uploads/${id}`, { token, reply: z.undefined() }),
};
