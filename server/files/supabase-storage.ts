/** Files in a private bucket of Supabase Storage. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { StorageClient } from '@supabase/storage-js';
import { DetailedError, Upload } from 'tus-js-client';
import { SidelineError } from '../../shared/contract/errors.ts';
import { SUPABASE_FILES } from '../limits.ts';
import type { ByteRange, FileStore, PutOptions } from './file-store.ts';
import { noSuchFile, outsideOfFile, parseName } from './local-folder.ts';

export interface SupabaseStorageOptions {
  /** Address of the project, such as `https://abc.supabase.co`. */
  url: string;
  /** A secret key (`sb_secret_…`) or the legacy service_role key; never given to browsers. */
  key: string;
  bucket: string;
  /** A transfer that moves nothing for this long is given up, in ms. */
  stalledAfterMs?: number;
}

export class SupabaseStorage implements FileStore {
  readonly #files;
  readonly #address: string;
  readonly #headers: Record<string, string>;
  readonly #bucket: string;
  readonly #stalledAfterMs: number;

  readonly #storage: StorageClient;
  #bucketReady: Promise<void> | undefined;

  /** Asks the store for nothing yet: a server starts while its store is away. */
  constructor({ url, key, bucket, stalledAfterMs }: SupabaseStorageOptions) {
    // By itself: all of supabase-js does not start on Node 20, for want of a WebSocket that Storage has no use for.
    this.#storage = new StorageClient(storageAddress(url), headersFor(key));
    this.#address = storageAddress(url);
    this.#headers = headersFor(key);
    this.#bucket = bucket;
    this.#stalledAfterMs = stalledAfterMs ?? SUPABASE_FILES.stalledAfterMs;
    this.#files = this.#storage.from(bucket);
  }

  /** Like the constructor, and resolves once the bucket is there; throws as `makeBucket` does. */
  static async create(options: SupabaseStorageOptions): Promise<SupabaseStorage> {
    const storage = new SupabaseStorage(options);
    await storage.makeBucket();
    return storage;
  }

  /**
   * Makes the bucket, private, unless it is there. Every file that is put sees to it too.
   * @throws SidelineError `storage_unavailable` when the store can't be reached or refuses the key, or when the bucket
   * is public
   */
  makeBucket(): Promise<void> {
    this.#bucketReady ??= this.#makeBucket().catch((error: unknown) => {
      this.#bucketReady = undefined;
      throw error;
    });
    return this.#bucketReady;
  }

  async #makeBucket(): Promise<void> {
    const found = await this.#storage.getBucket(this.#bucket);
    if (found.data?.public) {
      throw new SidelineError('storage_unavailable', `The bucket “${this.#bucket}” is public; make it private.`);
    }
    if (found.error && !isMissing(found.error)) throw unavailable(found.error);
    if (!found.error) return;
    const made = await this.#storage.createBucket(this.#bucket, { public: false });
    // Another server may have made it meanwhile.
    if (made.error && statusOf(made.error) !== 409) throw unavailable(made.error);
  }

  /** By tus, in pieces that Storage prescribes, so that a film of hours goes on after an outage instead of anew. */
  async put(name: string, source: string, { contentType, transfer, signal }: PutOptions): Promise<boolean> {
    const objectName = parseName(name);
    await this.makeBucket();
    const file = await open(source).catch((error: unknown) => {
      throw unavailable(error);
    });
    try {
      const { size } = await file.stat();
      await this.#send(
        { bucketName: this.#bucket, objectName, contentType },
        {
          size,
          slice: async (start, end) => {
            const value = Buffer.alloc(Math.min(end, size) - start);
            const { bytesRead } = await file.read(value, 0, value.length, start);
            // tus-js-client asks what it sends for its `size`.
            return { value: Object.assign(value.subarray(0, bytesRead), { size: bytesRead }), done: end >= size };
          },
          close: () => undefined,
        },
        transfer,
        signal,
      );
      return false;
    } finally {
      await file.close();
    }
  }

  async size(name: string): Promise<number | undefined> {
    const { data, error } = await this.#files.info(parseName(name));
    if (error && isMissing(error)) return undefined;
    if (error) throw unavailable(error);
    if (data.size === undefined) throw unavailable(new Error('Storage gave no size'));
    return data.size;
  }

  async open(name: string, range?: ByteRange): Promise<Readable> {
    const path = parseName(name);
    if (range && range.end < range.start) throw outsideOfFile();
    const headers = range ? { ...this.#headers, range: `bytes=${range.start}-${range.end}` } : this.#headers;
    const response = await fetch(`${this.#address}/object/${this.#bucket}/${path}`, { headers }).catch(
      (error: unknown) => {
        throw unavailable(error);
      },
    );
    if (response.ok && response.body) return Readable.from(response.body);
    const body = await response.text();
    if (response.status === 416) throw outsideOfFile();
    throw isMissing({ status: response.status, message: body })
      ? noSuchFile()
      : unavailable(new Error(`Storage answered ${response.status}: ${body}`));
  }

  async link(name: string, seconds: number): Promise<string> {
    const { data, error } = await this.#files.createSignedUrl(parseName(name), seconds);
    if (error) throw isMissing(error) ? noSuchFile() : unavailable(error);
    return data.signedUrl;
  }

  async remove(names: readonly string[]): Promise<void> {
    const paths = names.map(parseName);
    if (paths.length === 0) return;
    const { error } = await this.#files.remove(paths);
    if (error) throw unavailable(error);
  }

  #send(
    metadata: Record<string, string>,
    source: FileSource,
    transfer: PutOptions['transfer'],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let stalled: NodeJS.Timeout | undefined;
      const moving = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => void giveUp(new Error('the transfer does not move')), this.#stalledAfterMs);
      };
      const settle = (error?: unknown) => {
        clearTimeout(stalled);
        signal?.removeEventListener('abort', onAbort);
        if (error === undefined) resolve();
        else reject(putFailure(error));
      };
      const giveUp = (reason: unknown) => upload.abort().then(() => settle(reason), settle);
      const onAbort = () => void giveUp(signal?.reason);
      // The bytes come from `fileReader`, a piece at a time; the first argument only has to be there.
      const upload = new Upload(Buffer.alloc(0), {
        endpoint: `${this.#address}/upload/resumable`,
        uploadUrl: transfer?.url ?? null,
        headers: { ...this.#headers, 'x-upsert': 'true' },
        metadata,
        chunkSize: SUPABASE_FILES.pieceBytes,
        fileReader: { openFile: async () => source },
        fingerprint: async () => String(metadata.objectName),
        storeFingerprintForResuming: false,
        // Whoever puts a file tries again, with pauses that fit an outage.
        retryDelays: null,
        onBeforeRequest: moving,
        onProgress: moving,
        onAfterResponse: async (request, response) => {
          moving();
          const address = request.getMethod() === 'POST' ? response.getHeader('Location') : undefined;
          if (address) await transfer?.keep(new URL(address, request.getURL()).href);
        },
        onSuccess: () => settle(),
        onError: settle,
      });
      if (signal?.aborted) return settle(signal.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      moving();
      upload.start();
    });
  }
}

/** A file as tus-js-client reads it: bytes from `start` up to, not including, `end`. */
interface FileSource {
  size: number;
  slice(start: number, end: number): Promise<{ value: Buffer; done: boolean }>;
  close(): void;
}

const headersFor = (key: string) => ({ apikey: key, authorization: `Bearer ${key}` });

const storageAddress = (url: string) => `${url.replace(/\/+$/, '')}/storage/v1`;

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined;
  return code === undefined ? undefined : Number(code);
}

/** Storage answers 400 with “not found” in its body where HTTP has 404. */
const isMissing = (error: { message: string; status?: number | undefined }) =>
  statusOf(error) === 404 || (error.status === 400 && /not.?found/i.test(error.message));

const unavailable = (cause: unknown) =>
  new SidelineError('storage_unavailable', 'The file store can’t be used just now; try again soon.', { cause });

function putFailure(error: unknown): SidelineError {
  const status = error instanceof DetailedError ? error.originalResponse?.getStatus() : undefined;
  return status === 413
    ? new SidelineError('too_large', 'The file store takes no file of this size; its limit can be raised.', {
        cause: error,
      })
    : unavailable(error);
}
