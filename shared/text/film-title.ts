/** What a film is called on pages: made of the name of its file, which anybody may have given it. */
import { textSchema } from './well-formed.ts';

/** UTF-16 code units. */
export const LONGEST_TITLE = 120;

const titleSchema = textSchema({ max: LONGEST_TITLE });
/** What `textSchema` refuses: half characters, characters that never are any, control characters, and those that reorder others. */
const UNFIT = /[\p{Cs}\p{Noncharacter_Code_Point}\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** The last part of a path, without what can't be shown, cut where it is too long; “Film” where nothing is left. */
export function filmTitle(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1) ?? '';
  const parsed = titleSchema.safeParse(cut(name.replaceAll(UNFIT, '').trim()));
  return parsed.success ? parsed.data : 'Film';
}

/** Between two characters as people see them. */
function cut(text: string): string {
  if (text.length <= LONGEST_TITLE) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length >= LONGEST_TITLE) break;
    kept += segment;
  }
  return `${kept}…`;
}
