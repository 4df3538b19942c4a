/** Units of what people are shown; what is kept and sent is metric. */
import { z } from 'zod';

export const unitsSchema = z.enum(['metric', 'imperial']);
export type Units = z.infer<typeof unitsSchema>;

export const CM_PER_INCH = 2.54;
