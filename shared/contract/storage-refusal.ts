/** What Supabase Storage says when it refuses, in its own wording and with its own statuses, as the refusals that we know. */
import type { ErrorCode } from './errors.ts';

export interface StorageRefusal {
  code: ErrorCode;
  /** What is wrong and what to do about it. */
  detail: string;
}

/** The first that fits counts. `says` is looked for in Storage's answer, where a status alone does not tell. */
const REFUSALS: readonly (StorageRefusal & { statuses?: readonly number[]; says?: RegExp })[] = [
  {
    says: /exceeded the maximum allowed size|EntityTooLarge|Payload too large|Maximum size exceeded/i,
    code: 'too_large',
    detail: 'The file store takes no file of this size: its limit can be raised in the project’s settings (Storage).',
  },
  { statuses: [413], code: 'too_large', detail: 'The file store takes no file of this size; its limit can be raised.' },
  {
    says: /quota|exceed_\w+_(size|quota)/i,
    code: 'storage_unavailable',
    detail: 'The project’s plan has no room for more files. Remove some, or raise the plan’s quota.',
  },
  {
    says: /mime type \S+ is not supported|invalid_mime_type/i,
    code: 'storage_unavailable',
    detail: 'The bucket does not take files of this kind: allow it in the bucket’s settings.',
  },
  {
    says: /bucket not found|NoSuchBucket/i,
    code: 'storage_unavailable',
    detail: 'The bucket is not there. Start the server again, which makes it.',
  },
  {
    says: /row-level security|Invalid Compact JWS|InvalidJWT|jwt (expired|malformed)|invalid signature|exp" claim/i,
    code: 'storage_unavailable',
    detail:
      'The file store refuses the key or the token. Check SUPABASE_SECRET_KEY; a page asks for a new token by itself.',
  },
  {
    statuses: [401, 403],
    code: 'storage_unavailable',
    detail:
      'The file store refuses the key or the token. Check SUPABASE_SECRET_KEY; a page asks for a new token by itself.',
  },
  { statuses: [429], code: 'rate_limited', detail: 'The file store takes no more requests just now; try again soon.' },
];

/** @returns undefined for what is no refusal of a known kind, such as a store that is away */
export function storageRefusal(status: number | undefined, body: string): StorageRefusal | undefined {
  const fits = REFUSALS.find(
    ({ statuses, says }) => says?.test(body) || (status !== undefined && statuses?.includes(status)),
  );
  return fits && { code: fits.code, detail: fits.detail };
}
