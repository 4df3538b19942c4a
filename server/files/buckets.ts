/** Which bucket of Supabase Storage a file is kept in. The migrations make them, and say who reads them. */

/** Of recordings and what is made of them; `SUPABASE_BUCKET` is this one unless it is set. */
const RECORDINGS = 'recordings';
const CLIPS = 'clips';
const UPLOADS = 'uploads';
const AVATARS = 'avatars';

/** Files of clips, by what the server calls them. */
const CLIP = /\/(clip|kinogram)-[^/]*$/;

/** The name of a film that a browser puts into the store. @param id of its upload */
export const nameOfSentFilm = (id: string): string => `uploads/${id}`;

/** The name of a person's picture. Its bucket's policies go by what stands before the slash. @param which one of all that the person had */
export const nameOfPicture = (userId: string, which: string): string => `${userId}/picture-${which}.jpg`;
const PICTURE = new RegExp(`^${nameOfPicture('[^/]+', '[^/]+')}$`);

/** @param bucket of all that has none of its own: films that browsers send have, pictures of people, and clips, unless a bucket for all was named */
export function bucketOf(name: string, bucket: string): string {
  if (name.startsWith(nameOfSentFilm(''))) return UPLOADS;
  if (PICTURE.test(name)) return AVATARS;
  return bucket === RECORDINGS && CLIP.test(name) ? CLIPS : bucket;
}

/** All buckets that take films and what is made of them, where `bucket` is the one of all that has none of its own. */
export const bucketsBeside = (bucket: string): string[] =>
  bucket === RECORDINGS ? [RECORDINGS, CLIPS, UPLOADS] : [bucket, UPLOADS];
