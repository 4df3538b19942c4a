/** Which bucket of Supabase Storage a file is kept in. The migrations make them, and say who reads them. */

/** Of recordings and what is made of them; `SUPABASE_BUCKET` is this one unless it is set. */
const RECORDINGS = 'recordings';
const CLIPS = 'clips';
const UPLOADS = 'uploads';

/** Files of clips, by what the server calls them. */
const CLIP = /\/(clip|kinogram)-[^/]*$/;

/** The name of a film that a browser puts into the store. @param id of its upload */
export const nameOfSentFilm = (id: string): string => `uploads/${id}`;

/** @param bucket of all that has none of its own: films that browsers send have, and clips, unless a bucket for all was named */
export function bucketOf(name: string, bucket: string): string {
  if (name.startsWith(nameOfSentFilm(''))) return UPLOADS;
  return bucket === RECORDINGS && CLIP.test(name) ? CLIPS : bucket;
}

/** All buckets that the server uses, where `bucket` is the one of all that has none of its own. */
export const bucketsBeside = (bucket: string): string[] =>
  bucket === RECORDINGS ? [RECORDINGS, CLIPS, UPLOADS] : [bucket, UPLOADS];
