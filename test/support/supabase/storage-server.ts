/**
 * The documented protocol of Supabase Storage, as far as a file store needs it, and strict: what Storage refuses is
 * refused here. The real one needs Docker, which is not everywhere.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { body, json, metadataOf, notFound, Refusal } from './storage-answers.ts';

const PIECE_BYTES = 6 * 1024 * 1024;
const ROOT = '/storage/v1';
const SIGNED = '/upload/resumable/sign';
/** Of the gateway, for pages of other origins. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
  'access-control-allow-headers':
    'apikey, authorization, content-type, tus-resumable, upload-length, upload-metadata, upload-offset, x-signature, x-upsert',
  'access-control-expose-headers': 'Location, Upload-Offset, Upload-Length, Tus-Resumable',
};
export const SECRET_KEY = 'sb_secret_for_tests';

/** What the gateway in front of it asks of browsers. */
export const PUBLISHABLE_KEY = 'sb_publishable_for_tests';

interface Unfinished {
  bucket: string;
  name: string;
  length: number;
  bytes: Buffer;
}

/** What goes wrong, as long as it is set. */
export interface Faults {
  /** Answers with this status instead of doing what is asked. */
  status?: number;
  /** What it says with that status. */
  message?: string;
  /** Bytes that the project takes in one file. */
  limitBytes?: number;
  /** Ends the connection at the next piece once this many bytes of a file are there. */
  cutAfterBytes?: number;
  /** Never answers a piece. */
  hangs?: boolean;
  /** Never answers anything. */
  silent?: boolean;
  /** Changes a byte of what is kept. */
  corrupts?: boolean;
}

export class StorageServer {
  readonly faults: Faults = {};
  /** Methods and paths of the requests so far. */
  readonly requests: string[] = [];
  /** Of all pieces so far that were kept. */
  bytesTaken = 0;
  readonly files = new Map<string, Buffer>();
  readonly buckets = new Map<string, { public: boolean; file_size_limit?: number }>();
  /** Tokens by which somebody may put one file. */
  readonly #puts = new Map<string, string>();
  readonly #unfinished = new Map<string, Unfinished>();
  readonly #links = new Map<string, { name: string; until: number }>();
  readonly #pieces = new EventEmitter();
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<StorageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    return new StorageServer(server, `http://127.0.0.1:${address.port}`);
  }

  /** Resolves with the next piece that is kept, or that is never answered. */
  async someBytes(): Promise<void> {
    await once(this.#pieces, 'piece');
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Makes all tokens for puts worth nothing, as when they have run out. */
  runOut(): void {
    this.#puts.clear();
  }

  /** One request, also where a project's other parts stand in front. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    try {
      const { status, message = 'refused by the test', silent } = this.faults;
      if (silent) return;
      if (status) throw new Refusal(status, 'fault', message);
      const { pathname, searchParams } = new URL(url, this.url);
      if (!pathname.startsWith(ROOT)) throw new Refusal(404, 'not_found', 'Route not found');
      const path = pathname.slice(ROOT.length);
      const token = searchParams.get('token');
      for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
      if (method === 'OPTIONS') return this.#options(response);
      if (method === 'GET' && path.startsWith('/object/sign/') && token) return this.#followLink(path, token, response);
      if (path.startsWith(SIGNED)) return await this.#upload(path, request, response);
      this.#authorise(request);
      if (path.startsWith('/upload/resumable')) return await this.#upload(path, request, response);
      if (path.startsWith('/bucket')) return await this.#bucket(path, request, response);
      if (path.startsWith('/object')) return await this.#object(path, request, response);
      throw new Refusal(404, 'not_found', 'Route not found');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!response.destroyed) json(response, error.status, error.body);
    }
  }

  #authorise({ headers }: IncomingMessage) {
    if (headers.apikey !== SECRET_KEY || headers.authorization !== `Bearer ${SECRET_KEY}`) {
      throw new Refusal(400, 'Unauthorized', 'Invalid Compact JWS', '403');
    }
  }

  /** Of browsers before they ask, and of tus, which says how large a file may be. */
  #options(response: ServerResponse) {
    const limit = this.faults.limitBytes;
    response.writeHead(204, { 'tus-resumable': '1.0.0', ...(limit !== undefined && { 'tus-max-size': limit }) }).end();
  }

  /** @returns the file that this token is for */
  #signature({ headers }: IncomingMessage): string {
    if (headers.apikey !== PUBLISHABLE_KEY) throw new Refusal(401, 'Unauthorized', 'No API key found in request');
    const name = this.#puts.get(String(headers['x-signature']));
    if (name === undefined) throw new Refusal(400, 'InvalidSignature', 'Invalid signature', '400');
    return name;
  }

  async #bucket(path: string, request: IncomingMessage, response: ServerResponse) {
    if (request.method === 'GET') {
      const id = path.slice('/bucket/'.length);
      const bucket = this.buckets.get(id);
      if (!bucket) throw new Refusal(400, 'Bucket not found', 'Bucket not found', '404');
      return json(response, 200, { id, name: id, ...bucket });
    }
    const { id, public: isPublic } = await body(request, z.object({ id: z.string(), public: z.boolean() }));
    if (this.buckets.has(id)) throw new Refusal(400, 'Duplicate', 'The resource already exists', '409');
    this.buckets.set(id, { public: isPublic });
    return json(response, 200, { name: id });
  }

  async #object(path: string, request: IncomingMessage, response: ServerResponse) {
    const { method } = request;
    if (method === 'DELETE') {
      const { prefixes } = await body(request, z.object({ prefixes: z.array(z.string()).min(1).max(1000) }));
      const bucket = path.slice('/object/'.length);
      const gone = prefixes.filter((name) => this.files.delete(`${bucket}/${name}`));
      return json(
        response,
        200,
        gone.map((name) => ({ name })),
      );
    }
    if (method === 'POST' && path.startsWith('/object/upload/sign/')) {
      const name = path.slice('/object/upload/sign/'.length);
      if (!this.buckets.has(name.split('/')[0] ?? ''))
        throw new Refusal(400, 'Bucket not found', 'Bucket not found', '404');
      const token = randomUUID();
      this.#puts.set(token, name);
      return json(response, 200, { url: `/object/upload/sign/${name}?token=${token}`, token });
    }
    const [, signed] = /^\/object\/sign\/([^/]+)$/.exec(path) ?? [];
    if (method === 'POST' && signed !== undefined) {
      const { expiresIn, paths } = await body(
        request,
        z.object({ expiresIn: z.number().int().positive(), paths: z.array(z.string()).min(1).max(1000) }),
      );
      const links = paths.map((path) => {
        const name = `${signed}/${path}`;
        return this.files.has(name)
          ? { path, error: null, signedURL: this.#sign(name, expiresIn) }
          : { path, error: 'Either the object does not exist or you do not have access to it', signedURL: null };
      });
      return json(response, 200, links);
    }
    if (method === 'POST' && path.startsWith('/object/sign/')) {
      const name = path.slice('/object/sign/'.length);
      const { expiresIn } = await body(request, z.object({ expiresIn: z.number().int().positive() }));
      this.#file(name);
      return json(response, 200, { signedURL: this.#sign(name, expiresIn) });
    }
    if (method === 'GET' && path.startsWith('/object/info/')) {
      const name = path.slice('/object/info/'.length);
      return json(response, 200, { id: randomUUID(), name, size: this.#file(name).length });
    }
    if (method === 'GET') return this.#send(path.slice('/object/'.length), request.headers.range, response);
    throw new Refusal(404, 'not_found', 'Route not found');
  }

  /** @param expiresIn s */
  #sign(name: string, expiresIn: number): string {
    const token = randomUUID();
    this.#links.set(token, { name, until: Date.now() + expiresIn * 1000 });
    return `/object/sign/${name}?token=${token}`;
  }

  #followLink(path: string, token: string, response: ServerResponse) {
    const link = this.#links.get(token);
    if (!link || path !== `/object/sign/${link.name}` || link.until < Date.now()) {
      throw new Refusal(400, 'InvalidJWT', 'jwt malformed');
    }
    return this.#send(link.name, response.req.headers.range, response);
  }

  #file(name: string): Buffer {
    const bytes = this.files.get(name);
    if (!bytes) throw notFound();
    return bytes;
  }

  #send(name: string, range: string | undefined, response: ServerResponse) {
    const bytes = this.#file(name);
    const [, first, last] = range?.match(/^bytes=(\d+)-(\d*)$/) ?? [];
    if (first === undefined) return void response.writeHead(200, { 'accept-ranges': 'bytes' }).end(bytes);
    const from = Number(first);
    if (from >= bytes.length) throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
    const part = bytes.subarray(from, last ? Number(last) + 1 : bytes.length);
    const which = `bytes ${from}-${from + part.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-range': which, 'content-length': part.length }).end(part);
  }

  async #upload(path: string, request: IncomingMessage, response: ServerResponse) {
    const { headers } = request;
    if (headers['tus-resumable'] !== '1.0.0') throw new Refusal(412, 'tus', 'Tus-Resumable Required');
    response.setHeader('tus-resumable', '1.0.0');
    const allowed = path.startsWith(SIGNED) ? this.#signature(request) : undefined;
    if (request.method === 'POST') return this.#beginUpload(request, response, allowed);
    const id = path.split('/').at(-1) ?? '';
    const upload = this.#unfinished.get(id);
    if (upload && allowed !== undefined && allowed !== `${upload.bucket}/${upload.name}`) {
      throw new Refusal(400, 'InvalidSignature', 'Invalid signature', '400');
    }
    if (!upload) throw new Refusal(404, 'tus', 'The file for this url was not found');
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'upload-offset': upload.bytes.length, 'upload-length': upload.length }).end();
      return;
    }
    if (this.faults.hangs) {
      this.#pieces.emit('piece');
      return;
    }
    const cut = this.faults.cutAfterBytes;
    const piece = await buffer(request).catch(() => Buffer.alloc(0));
    // As it was when the piece began.
    if (cut !== undefined && upload.bytes.length >= cut) {
      request.socket.destroy();
      return;
    }
    this.#take(id, upload, piece, headers);
    response.writeHead(204, { 'upload-offset': upload.bytes.length }).end();
  }

  #beginUpload({ headers }: IncomingMessage, response: ServerResponse, allowed: string | undefined) {
    const length = z.coerce.number().int().nonnegative().parse(headers['upload-length']);
    if (length > (this.faults.limitBytes ?? Infinity)) {
      throw new Refusal(413, 'Payload too large', 'The object exceeded the maximum allowed size');
    }
    const { bucketName: bucket, objectName: name } = metadataOf(String(headers['upload-metadata']));
    if (!bucket || !name || !this.buckets.has(bucket)) throw new Refusal(400, 'Bucket not found', 'Bucket not found');
    if (allowed !== undefined && allowed !== `${bucket}/${name}`) {
      throw new Refusal(403, 'Unauthorized', 'new row violates row-level security policy');
    }
    if (this.files.has(`${bucket}/${name}`) && headers['x-upsert'] !== 'true' && allowed === undefined) {
      throw new Refusal(409, 'Duplicate', 'The resource already exists');
    }
    const id = randomUUID();
    const upload = { bucket, name, length, bytes: Buffer.alloc(0) };
    this.#unfinished.set(id, upload);
    if (length === 0) this.#finish(id, upload);
    response.writeHead(201, { location: `${ROOT}${allowed === undefined ? '/upload/resumable' : SIGNED}/${id}` }).end();
  }

  #take(id: string, upload: Unfinished, piece: Buffer, headers: IncomingMessage['headers']) {
    if (headers['content-type'] !== 'application/offset+octet-stream') {
      throw new Refusal(415, 'tus', 'Content-Type header required');
    }
    if (Number(headers['upload-offset']) !== upload.bytes.length)
      throw new Refusal(409, 'tus', 'Upload-Offset conflict');
    const whole = upload.bytes.length + piece.length === upload.length;
    if (piece.length !== PIECE_BYTES && !whole) throw new Refusal(400, 'tus', 'Pieces must be of 6 MB');
    upload.bytes = Buffer.concat([upload.bytes, piece]);
    this.bytesTaken += piece.length;
    this.#pieces.emit('piece');
    if (whole) this.#finish(id, upload);
  }

  #finish(id: string, { bucket, name, bytes }: Unfinished) {
    const kept = Buffer.from(bytes);
    if (this.faults.corrupts) kept[0] = (kept[0] ?? 0) ^ 1;
    this.files.set(`${bucket}/${name}`, kept);
    this.#unfinished.delete(id);
  }
}
