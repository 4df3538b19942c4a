/** Files in private buckets of Supabase Storage. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { StorageClient } from '@supabase/storage-js';
import { DetailedError, Upload } from 'tus-js-client';
import { SidelineError } from '../../shared/contract/errors.ts';
import { storageRefusal } from '../../shared/contract/storage-refusal.ts';
import { SUPABASE_FILES } from '../limits.ts';
import { bucketOf, bucketsBeside } from './buckets.ts';
import { fetchWithin } from './fetch-within.ts';
import type { ByteRange, FileStore, PutOptions } from './file-store.ts';
import { noSuchFile, outsideOfFile, parseName } from './local-folder.ts';

export interface SupabaseStorageOptions {
  /** Address of the project, such as `https://abc.supabase.co`. */
  url: string;
  /** A secret key (`sb_secret_…`) or the legacy service_role key; never given to browsers. */
  key: string;
  /** Of all that has none of its own: see `bucketOf`. */
  bucket: string;
  /** A transfer that moves nothing for this long is given up, in ms. */
  stalledAfterMs?: number;
  /** Any other request that is not answered within this is given up, in ms. */
  answersWithinMs?: number;
}

/** Largest files that are taken, bytes; undefined where none is set, or none is said. */
export interface StorageLimits {
  /** Of the whole project, by its plan or settings: wins over those of the buckets. */
  project: number | undefined;
  /** By name; one that is not made yet is left out. */
  buckets: Readonly<Record<string, number | undefined>>;
}

export class SupabaseStorage implements FileStore {
  readonly #address: string;
  readonly #headers: Record<string, string>;
  readonly #bucket: string;
  readonly #stalledAfterMs: number;
  readonly #fetch: typeof fetch;
  readonly #storage: StorageClient;
  readonly #ready = new Map<string, Promise<void>>();

  /** Asks the store for nothing yet: a server starts while its store is away. */
  constructor({ url, key, bucket, stalledAfterMs, answersWithinMs }: SupabaseStorageOptions) {
    this.#fetch = fetchWithin(answersWithinMs ?? SUPABASE_FILES.answersWithinMs);
    // By itself: all of supabase-js does not start on Node 20, for want of a WebSocket that Storage has no use for.
    this.#storage = new StorageClient(storageAddress(url), headersFor(key), this.#fetch);
    this.#address = storageAddress(url);
    this.#headers = headersFor(key);
    this.#bucket = bucket;
    this.#stalledAfterMs = stalledAfterMs ?? SUPABASE_FILES.stalledAfterMs;
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
  async makeBucket(name = this.#bucket): Promise<void> {
    const ready = this.#ready.get(name) ?? this.#makeBucket(name);
    this.#ready.set(name, ready);
    try {
      await ready;
    } catch (error) {
      this.#ready.delete(name);
      throw error;
    }
  }

  async #makeBucket(name: string): Promise<void> {
    const found = await this.#storage.getBucket(name);
    if (found.data?.public) {
      throw new SidelineError('storage_unavailable', `The bucket “${name}” is public; make it private.`);
    }
    if (found.error && !isMissing(found.error)) throw unavailable(found.error);
    if (!found.error) return;
    const made = await this.#storage.createBucket(name, { public: false });
    // Another server may have made it meanwhile.
    if (made.error && statusOf(made.error) !== 409) throw unavailable(made.error);
  }

  /**
   * A token by which a browser puts one file into the store by tus, past the policies: good for two hours, as Storage says.
   * @throws SidelineError `invalid_request` for a name that no file can have, `storage_unavailable`
   */
  async allowPut(name: string): Promise<{ endpoint: string; token: string; bucket: string }> {
    const bucket = bucketOf(parseName(name), this.#bucket);
    await this.makeBucket(bucket);
    const { data, error } = await this.#storage.from(bucket).createSignedUploadUrl(name, { upsert: true });
    if (error) throw unavailable(error);
    // Elsewhere such a token is taken for one of a person, and refused.
    return { endpoint: `${this.#address}/upload/resumable/sign`, token: data.token, bucket };
  }

  /** @throws SidelineError `storage_unavailable` */
  async limits(): Promise<StorageLimits> {
    const names = bucketsBeside(this.#bucket);
    const buckets: Record<string, number | undefined> = {};
    for (const name of names) {
      const { data, error } = await this.#storage.getBucket(name);
      if (error && !isMissing(error)) throw unavailable(error);
      if (data) buckets[name] = data.file_size_limit ?? undefined;
    }
    // tus says how much it takes; which bucket it is for is not known yet, so that is what the project takes.
    const response = await this.#fetch(`${this.#address}/upload/resumable`, {
      method: 'OPTIONS',
      headers: this.#headers,
    }).catch((error: unknown) => {
      throw unavailable(error);
    });
    const project = Number(response.headers.get('tus-max-size') ?? 0);
    return { project: project > 0 ? project : undefined, buckets };
  }

  /** By tus, in pieces that Storage prescribes, so that a film of hours goes on after an outage instead of anew. */
  async put(name: string, source: string, { contentType, transfer, signal }: PutOptions): Promise<boolean> {
    const objectName = parseName(name);
    const bucketName = bucketOf(objectName, this.#bucket);
    await this.makeBucket(bucketName);
    const file = await open(source).catch((error: unknown) => {
      throw unavailable(error);
    });
    try {
      const { size } = await file.stat();
      await this.#send(
        { bucketName, objectName, contentType },
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
    const { data, error } = await this.#in(name).info(parseName(name));
    if (error && isMissing(error)) return undefined;
    if (error) throw unavailable(error);
    if (data.size === undefined) throw unavailable(new Error('Storage gave no size'));
    return data.size;
  }

  async open(name: string, range?: ByteRange): Promise<Readable> {
    const path = parseName(name);
    if (range && range.end < range.start) throw outsideOfFile();
    const headers = range ? { ...this.#headers, range: `bytes=${range.start}-${range.end}` } : this.#headers;
    const address = `${this.#address}/object/${bucketOf(path, this.#bucket)}/${path}`;
    const response = await this.#fetch(address, { headers }).catch((error: unknown) => {
      throw unavailable(error);
    });
    if (response.ok && response.body) return Readable.from(response.body);
    const body = await response.text();
    if (response.status === 416) throw outsideOfFile();
    throw isMissing({ status: response.status, message: body })
      ? noSuchFile()
      : unavailable(
          Object.assign(new Error(`Storage answered ${response.status}: ${body}`), { status: response.status }),
        );
  }

  async link(name: string, seconds: number): Promise<string> {
    const { data, error } = await this.#in(name).createSignedUrl(parseName(name), seconds);
    if (error) throw isMissing(error) ? noSuchFile() : unavailable(error);
    return data.signedUrl;
  }

  async links(names: readonly string[], seconds: number): Promise<ReadonlyMap<string, string>> {
    const links = new Map<string, string>();
    for (const [bucket, paths] of this.#byBucket(names)) {
      const { data, error } = await this.#storage.from(bucket).createSignedUrls(paths, seconds);
      if (error) throw unavailable(error);
      for (const { path, signedUrl } of data) if (path !== null && signedUrl) links.set(path, signedUrl);
    }
    return links;
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const [bucket, paths] of this.#byBucket(names)) {
      const { error } = await this.#storage.from(bucket).remove(paths);
      if (error) throw unavailable(error);
    }
  }

  #byBucket(names: readonly string[]): Map<string, string[]> {
    const inBuckets = new Map<string, string[]>();
    for (const path of names.map(parseName)) {
      const bucket = bucketOf(path, this.#bucket);
      inBuckets.set(bucket, [...(inBuckets.get(bucket) ?? []), path]);
    }
    return inBuckets;
  }

  #in(name: string) {
    return this.#storage.from(bucketOf(name, this.#bucket));
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

/** Storage's refusals where they are known; all else is a store that is away. */
function unavailable(cause: unknown): SidelineError {
  const known = storageRefusal(statusOf(cause), cause instanceof Error ? cause.message : '');
  return known
    ? new SidelineError(known.code, known.detail, { cause })
    : new SidelineError('storage_unavailable', 'The file store can’t be used just now; try again soon.', { cause });
}

function putFailure(error: unknown): SidelineError {
  const response = error instanceof DetailedError ? error.originalResponse : undefined;
  const known = response && storageRefusal(response.getStatus(), response.getBody());
  return known ? new SidelineError(known.code, known.detail, { cause: error }) : unavailable(error);
}
