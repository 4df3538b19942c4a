import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activitySchema } from '../../../../shared/coaching/index.ts';
import { strokeBeginSchema } from '../../../../shared/contract/board.ts';
import { personNameSchema } from '../../../../shared/contract/rest.ts';
import { textSchema } from '../../../../shared/text/well-formed.ts';
import { builtIn } from '../../../support/activity.ts';

const BAD: [string, string][] = [
  ['the first half of a pair of surrogates', 'Ada\ud83d'],
  ['the second half', '\ude00Ada'],
  ['halves in the wrong order', '\ude00\ud83d'],
  ['a NUL', 'A\0da'],
  ['an escape sequence', '\u001b[31mAda'],
  ['a control character of the second set', 'Ada\u0085'],
  ['a line break', 'Ada\nOwner'],
  ['a line separator', 'Ada\u2028Owner'],
  ['a right-to-left override', 'Ada\u202egnp.exe'],
  ['an isolate', '\u2067Ada'],
  ['a code point that is no character', 'Ada\ufffe'],
  ['nothing but spaces', '   '],
  ['nothing but a space of no width', '\u200b'],
  ['nothing but joiners and fillers', '\u200d\u3164\u115f\u2800'],
  ['nothing but marks without a letter', '\u0301\u0302'],
  ['nothing but tags', '\u{e0041}\u{e007f}'],
];
const GOOD = [
  'Ada',
  'Zoë Ångström',
  'José\u0301',
  'محمد',
  'נועה',
  'नेहा',
  '佐藤 花子',
  '👩🏽‍🏫 Kim',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿 Eve',
  '7',
  '?',
  'O’Neil-Kim',
];

const fields: [string, (text: string) => boolean][] = [
  ['a person’s name', (text) => personNameSchema.safeParse(text).success],
  [
    'a text on the board',
    (text) => {
      const stroke = {
        id: crypto.randomUUID(),
        tool: 'text',
        colour: '#ffd400',
        width: 0.01,
        points: [[0.5, 0.5]],
        text,
      };
      return strokeBeginSchema.safeParse(stroke).success;
    },
  ],
  ['an activity’s name', (text) => activitySchema.safeParse({ ...builtIn('squat'), name: { en: text } }).success],
  [
    'a cue',
    (text) => {
      const activity = builtIn('squat');
      const cues = Object.fromEntries(Object.keys(activity.cues).map((id) => [id, { en: { text, spoken: text } }]));
      return activitySchema.safeParse({ ...activity, cues }).success;
    },
  ],
];

describe.each(fields)('%s', (_field, takes) => {
  it.each(BAD)('is not taken with %s', (_name, text) => {
    expect(takes(text)).toBe(false);
  });

  it.each(GOOD)('may be %s', (text) => {
    expect(takes(text)).toBe(true);
  });
});

it('may have several lines where that is asked for, and no other control characters', () => {
  const lines = textSchema({ max: 100, lines: true });
  expect(lines.safeParse('Stand.\nSit.').success).toBe(true);
  expect(lines.safeParse('Stand.\r\nSit.').success).toBe(false);
  expect(lines.safeParse('Stand.\0Sit.').success).toBe(false);
});

it('says what is wrong', () => {
  const said = (text: string) => textSchema({ max: 10, missing: 'say who you are' }).safeParse(text).error?.issues[0];
  expect(said(' ')?.message).toBe('say who you are');
  expect(said('\u200b')?.message).toBe('nothing of this can be seen');
});

it('is the same after it was kept: no text that is taken changes on its way through UTF-8', () => {
  const schema = textSchema({ max: 200 });
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const anyText = fc
    .array(fc.oneof(fc.string({ maxLength: 5 }), unit), { maxLength: 3 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(anyText, (text) => {
      const taken = schema.safeParse(text);
      if (!taken.success) return;
      const kept = Buffer.from(taken.data, 'utf8').toString('utf8');
      expect(kept).toBe(taken.data);
      expect(kept).not.toContain('\0');
    }),
  );
});
