/** Pictures of people: small squares, at an address of the file store that is good for minutes, or in a `data:` address. */
import { z } from 'zod';

const pictureSchema = z.union([z.string().startsWith('data:image/jpeg;base64,'), z.url({ protocol: /^https?$/ })]);

/** `GET /api/identity/picture`. */
export const ownPictureSchema = z.object({ picture: pictureSchema.nullable() });

/** `id` is a person's in `GET /api/roster/pictures`, a participant's in `GET /api/sessions/:id/pictures`. */
const pictureOfSchema = z.object({ id: z.uuid(), picture: pictureSchema });
export type PictureOf = z.infer<typeof pictureOfSchema>;

export const picturesSchema = z.object({ pictures: z.array(pictureOfSchema) });

/** `PUT /api/identity/picture` takes so many bytes of a JPEG; pages make it of whatever picture the person chose. */
export const PICTURE_BYTES = 256 * 1024;
