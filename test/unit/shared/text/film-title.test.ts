import { describe, expect, it } from 'vitest';
import { filmTitle, LONGEST_TITLE } from '../../../../shared/text/film-title.ts';
import { textSchema } from '../../../../shared/text/well-formed.ts';

describe('the title of a film', () => {
  it.each([
    ['squats.mp4', 'squats.mp4'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\films\\squats.mov', 'squats.mov'],
    ['/', 'Film'],
    ['', 'Film'],
    [' \u200b ', 'Film'],
    ['..', '..'],
    ['innocent\u202e4pm.exe', 'innocent4pm.exe'],
    ['a\u0000b\nc.mp4', 'abc.mp4'],
    ['half \ud83d of one.mp4', 'half  of one.mp4'],
    ['Kniebeugen_ä_深蹲_🏋️.mp4', 'Kniebeugen_ä_深蹲_🏋️.mp4'],
  ])('of %j is %j', (name, title) => {
    expect(filmTitle(name)).toBe(title);
  });

  it.each(['x'.repeat(300), '深'.repeat(100), '👩‍👩‍👧‍👦'.repeat(30)])(
    'is no longer than a page has room for, and ends with a whole character',
    (name) => {
      const title = filmTitle(name);
      expect(title.length).toBeLessThanOrEqual(LONGEST_TITLE);
      expect(textSchema({ max: LONGEST_TITLE }).parse(title)).toBe(title);
      if (name.length > LONGEST_TITLE) expect(title).toMatch(/^(?:x+|深+|(?:👩‍👩‍👧‍👦)+)…$/u);
    },
  );
});
