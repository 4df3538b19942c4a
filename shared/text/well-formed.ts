/** Text from outside: what can be recorded, shows as it is written, and is not invisible. */
import { z } from 'zod';

/** Half of a pair of surrogates, and code points that never are characters: neither the database nor UTF-8 has them. */
const BROKEN = /[\p{Cs}\p{Noncharacter_Code_Point}]/u;
/** NUL, which PostgreSQL can't keep, and all else that moves or ends lines, rings or escapes. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROL_BUT_LINE_BREAK = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}]/u;
/** Embeddings, overrides and isolates, which show what stands after them in another order than it is written. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/u;
/** Whatever leaves a mark; U+2800 is a Braille cell without dots. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{M}\p{C}\u2800]/u;

/**
 * Text without spaces around it.
 * @param options.max the longest, in UTF-16 code units
 * @param options.missing what to say where there is none
 * @param options.lines whether it may have several lines; default false
 */
export function textSchema({
  max,
  missing = 'say something',
  lines = false,
}: {
  max: number;
  missing?: string;
  lines?: boolean;
}) {
  const control = lines ? CONTROL_BUT_LINE_BREAK : CONTROL;
  return z
    .string()
    .trim()
    .min(1, missing)
    .max(max)
    .refine((text) => !BROKEN.test(text), 'this has half a character in it')
    .refine((text) => !control.test(text), 'this has control characters in it')
    .refine((text) => !REORDERING.test(text), 'this has characters in it that turn the order of others round')
    .refine((text) => VISIBLE.test(text), 'nothing of this can be seen');
}
