/** How Supabase Storage's stand-in reads requests, answers and refuses. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { z } from 'zod';

export class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, error: string, message: string, statusCode = String(status)) {
    super(message);
    this.status = status;
    this.body = { statusCode, error, message };
  }
}

/** Storage says “not found” with status 400. */
export const notFound = () => new Refusal(400, 'not_found', 'Object not found', '404');

/** Of tus: names and values in base64. */
export const metadataOf = (header: string): Record<string, string> =>
  Object.fromEntries(
    header.split(',').map((pair) => {
      const [key = '', value = ''] = pair.split(' ');
      return [key, Buffer.from(value, 'base64').toString()];
    }),
  );

export async function body<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse((await buffer(request)).toString()));
}

export const json = (response: ServerResponse, status: number, value: object) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
