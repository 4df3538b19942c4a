/** Does Supabase Storage take files, and how large ones? */
import { LARGEST_FILM_BYTES } from '../../../shared/contract/uploads.ts';
import type { Config } from '../../config.ts';
import { bucketsBeside } from '../../files/buckets.ts';
import { type StorageLimits, SupabaseStorage } from '../../files/supabase-storage.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const NAME = 'File store';

/** Undefined where files lie in the data folder. */
export async function checkFileStore({ supabase }: Pick<Config, 'supabase'>): Promise<Finding | undefined> {
  if (!supabase) return undefined;
  try {
    return judgeLimits(await new SupabaseStorage(supabase).limits(), supabase.bucket);
  } catch (error) {
    return fail(
      NAME,
      wordsOf(error),
      'Check SUPABASE_URL and SUPABASE_SECRET_KEY, and that this machine reaches the project.',
    );
  }
}

/** The least that any of the limits lets through counts. */
export function judgeLimits({ project, buckets }: StorageLimits, bucket: string): Finding {
  const each = bucketsBeside(bucket).map(
    (name) => `${name} ${name in buckets ? inWords(buckets[name]) : 'made when it is needed'}`,
  );
  const found = `Supabase Storage: ${each.join(', ')}; the whole project ${inWords(project)}`;
  const least = Math.min(project ?? Infinity, ...Object.values(buckets).map((limit) => limit ?? Infinity));
  if (least >= LARGEST_FILM_BYTES) return ok(NAME, found);
  return warn(
    NAME,
    found,
    `Files of more than ${inWords(least)} are not kept. Raise the limit in the project’s settings (Storage), as far as its plan lets you.`,
  );
}

const inWords = (bytes: number | undefined): string =>
  bytes === undefined ? 'without a limit that it says' : `${Math.floor(bytes / 1024 ** 2)} MB`;
