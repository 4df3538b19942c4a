/** Uploads as a program does them. */
import { Upload, type UploadOptions } from 'tus-js-client';
import { z } from 'zod';
import { type Upload as UploadItem, type UploadTicket, uploadListSchema } from '../../shared/contract/uploads.ts';
import type { Person } from './rest.ts';

export async function uploadsOf(person: Pick<Person, 'fetch'>): Promise<UploadItem[]> {
  return uploadListSchema.parse(await (await person.fetch('/uploads')).json()).uploads;
}

/** Where an upload stands; undefined when there is none. */
export async function uploadOf(person: Pick<Person, 'fetch'>, id: string): Promise<UploadItem | undefined> {
  return (await uploadsOf(person)).find((upload) => upload.id === id);
}

/** Of the upload, at whose end the address stands. */
export const idOf = (url: string | null): string => z.uuid().parse(url?.split('/').at(-1));

/** Uploads a film as a whole. @returns its id */
export function upload(
  person: Person,
  film: Buffer,
  wish: Record<string, string> = {},
  options: Partial<UploadOptions> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(film, {
      endpoint: `${person.url}/api/uploads`,
      headers: { Authorization: `Bearer ${person.token}` },
      metadata: { ...wish },
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(idOf(sending.url)),
      ...options,
    });
    sending.start();
  });
}

/** Sends a film as pages do, by what the server said when it began. */
export function sendByTicket(film: Buffer, ticket: UploadTicket, options: Partial<UploadOptions> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const { endpoint, headers, metadata, pieceBytes } = ticket;
    const sending = new Upload(film, {
      ...{ endpoint, headers, metadata, chunkSize: pieceBytes, retryDelays: null },
      onError: reject,
      onSuccess: () => resolve(),
      ...options,
    });
    sending.start();
  });
}

interface TusRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** One bare request of tus, for looking at refusals. */
export function tus(person: Person, path: string, { method = 'POST', headers = {}, body }: TusRequest = {}) {
  return fetch(`${person.url}/api/uploads${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${person.token}`,
      'Tus-Resumable': '1.0.0',
      ...(method === 'PATCH' && { 'Content-Type': 'application/offset+octet-stream' }),
      ...headers,
    },
    ...(body && { body: new Uint8Array(body) }),
  });
}

/** Begins an upload without sending anything of it. @returns its id */
export async function begin(person: Person, bytes: number): Promise<string> {
  const response = await tus(person, '', { headers: { 'Upload-Length': String(bytes) } });
  if (response.status !== 201) throw new Error(`answered ${response.status}: ${await response.text()}`);
  return idOf(response.headers.get('location'));
}
