import { describe, expect, it } from 'vitest';
import {
  checkDefinition,
  printDefinition,
  problemsAt,
  valueAt,
  withValueAt,
} from '../../../../client/activities/definition.ts';
import type { JsonPath } from '../../../../client/activities/json-places.ts';
import { ACTIVITIES } from '../../../../shared/coaching/index.ts';
import { builtIn } from '../../../support/activity.ts';

const squat = builtIn('squat');
const squatWith = (path: JsonPath, value: unknown) => printDefinition(withValueAt(squat, path, value));
/** What a text shows where a problem is marked. */
const marked = (text: string) => checkDefinition(text).problems.map(({ from, to }) => text.slice(from, to));

describe('a definition as text', () => {
  it.each(ACTIVITIES.map((activity) => [activity.id, activity] as const))(
    '%s is printed and read again unchanged',
    (_id, activity) => {
      expect(checkDefinition(printDefinition(activity))).toEqual({ value: activity, activity, problems: [] });
    },
  );

  it('keeps short values on one line and opens long ones', () => {
    expect(
      printDefinition({
        id: 'x',
        points: ['hip', 'knee', 'ankle'],
        text: { en: 'a'.repeat(100) },
        none: {},
        empty: [],
      }),
    ).toBe(
      [
        '{',
        '  "id": "x",',
        '  "points": ["hip", "knee", "ankle"],',
        '  "text": {',
        `    "en": "${'a'.repeat(100)}"`,
        '  },',
        '  "none": {},',
        '  "empty": []',
        '}',
      ].join('\n'),
    );
  });

  it.each([
    ['a wrong kind', ['kind'], 'dance', 'kind', '"dance"', /Expected 'repetitions'/],
    ['a cue that is not there', ['rules', 0, 'cue'], 'fly', 'rules[0].cue', '"fly"', /no cue "fly"/],
    ['a number for a name', ['rules', 0, 'measure'], 7, 'rules[0].measure', '7', /expected string/],
    [
      'two points for three',
      ['measures', 'knee', 'points'],
      ['hip', 'ankle'],
      'measures.knee.points',
      '["hip", "ankle"]',
      /3 items/,
    ],
    [
      'an unknown point',
      ['measures', 'knee', 'points', 1],
      'tail',
      'measures.knee.points[1]',
      '"tail"',
      /Invalid option/,
    ],
    ['a member that is not known', ['signal', 'ful'], 0.5, 'signal.ful', '"ful"', /no “ful” here/],
    [
      'a bad name',
      ['measures', 'My Knee'],
      { kind: 'lean', from: 'hip', to: 'knee' },
      'measures["My Knee"]',
      '"My Knee"',
      /small letters/,
    ],
    ['a threshold out of bounds', ['signal', 'full'], 2, 'signal.full', '2', /<=1/],
    ['a missing member', ['main'], undefined, 'main', '{', /“main” is missing/],
    ['a missing text', ['cues', 'deeper', 'en'], undefined, 'cues.deeper.en', '{', /“en” is missing/],
  ])('marks %s where it stands', (_name, path, value, field, mark, message) => {
    const text = squatWith(path, value);
    const [problem] = checkDefinition(text).problems;
    expect(problem).toMatchObject({ field });
    expect(problem?.message).toMatch(message);
    expect(marked(text)[0]).toBe(mark);
    const line = text.split('\n')[(problem?.line ?? 0) - 1] ?? '';
    expect(line.slice((problem?.column ?? 0) - 1).startsWith(mark)).toBe(true);
  });

  it.each([
    ['nothing', '', 1, 1, /one JSON object/],
    ['a missing comma', '{\n  "id": "x"\n  "kind": "hold"\n}', 3, 3, /not JSON/],
    ['a missing colon', '{ "id" "x" }', 1, 8, /not JSON/],
    ['a comma too many', '{ "views": ["front",] }', 1, 21, /not JSON/],
    ['a missing bracket', '{ "id": "x"', 1, 11, /ends too early/],
    ['a word', '{ "id": squat }', 1, 9, /not JSON/],
  ])('shows where %s breaks it', (_name, text, line, column, message) => {
    const { activity, problems } = checkDefinition(text);
    expect(activity).toBeUndefined();
    expect(problems).toMatchObject([{ line, column }]);
    expect(problems[0]?.message).toMatch(message);
  });

  it('lists problems in the order of the text', () => {
    const text = printDefinition(withValueAt(withValueAt(squat, ['rules', 1, 'cue'], 'fly'), ['main'], 'wing'));
    expect(checkDefinition(text).problems.map(({ field }) => field)).toEqual(['main', 'rules[1].cue']);
  });

  it('shows the server’s problems at their pointers', () => {
    const text = printDefinition({ 'a/b': { '~c': [1, 2] }, id: 'x' });
    const [inside, whole] = problemsAt(text, [
      { pointer: '/a~1b/~0c/1', detail: 'two' },
      { pointer: '', detail: 'all' },
    ]);
    expect(text.slice(inside?.from, inside?.to)).toBe('2');
    expect(inside).toMatchObject({ field: '["a/b"]["~c"][1]', message: 'two' });
    expect(whole).toMatchObject({ line: 1, field: '' });
  });
});

describe('a value by its path', () => {
  it('is found', () => {
    expect(valueAt(squat, ['rules', 0, 'cue'])).toBe('deeper');
    expect(valueAt(squat, ['rules', 99, 'cue'])).toBeUndefined();
    expect(valueAt('text', ['length', 'x'])).toBeUndefined();
  });

  it.each([
    ['replaced', { a: [{ b: 1 }, { b: 2 }] }, ['a', 1, 'b'], 3, { a: [{ b: 1 }, { b: 3 }] }],
    ['added, with objects on the way', { a: 1 }, ['x', 'y'], 2, { a: 1, x: { y: 2 } }],
    ['taken away', { a: { b: 1, c: 2 } }, ['a', 'b'], undefined, { a: { c: 2 } }],
  ])('is %s in a copy', (_name, value, path, next, expected) => {
    const before = structuredClone(value);
    expect(withValueAt(value, path, next)).toEqual(expected);
    expect(value).toEqual(before);
  });
});
