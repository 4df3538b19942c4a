import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MOVES } from '../../../../shared/athlete/index.ts';
import { squat } from '../../../../shared/coaching/activities/squat.ts';
import { ACTIVITIES, type ActivityInput, activitySchema, findActivity } from '../../../../shared/coaching/index.ts';
import { createMeasureReader } from '../../../../shared/coaching/judging/measures.ts';

const pathsOf = (definition: unknown) =>
  activitySchema.safeParse(definition).error?.issues.map(({ path }) => path.join('.')) ?? [];

/** As PostgreSQL's `jsonb` gives it back: fields by the length of their names, then by the alphabet. */
function asJsonb(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonb);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, asJsonb(field)]));
}

describe('activities', () => {
  it('include the example that the documentation gives', () => {
    const page = readFileSync(new URL('../../../../docs/activities.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(activitySchema.parse(JSON.parse(example)).id).toBe('box-squat');
  });

  it('are found by their id', () => {
    expect(findActivity('push-up')?.name.de).toBe('Liegestütz');
    expect(findActivity('juggling')).toBeUndefined();
  });

  it('have a figure, two languages and survive JSON', () => {
    for (const activity of ACTIVITIES) {
      expect(Object.keys(MOVES)).toContain(activity.figure);
      expect(activity.howTo.de).toBeTruthy();
      for (const wording of Object.values(activity.cues)) expect(wording.de?.text).toBeTruthy();
      expect(activitySchema.parse(JSON.parse(JSON.stringify(activity)))).toEqual(activity);
    }
    expect(new Set(ACTIVITIES.map(({ id }) => id)).size).toBe(19);
  });

  it('are the same whatever the order of their fields, which a database does not keep', () => {
    for (const activity of ACTIVITIES) {
      const kept = activitySchema.parse(asJsonb(activity));
      expect(kept).toEqual(activity);
      expect(createMeasureReader(kept).ids).toHaveLength(Object.keys(activity.measures).length);
    }
  });

  const rule = squat.rules[0];
  if (!rule) throw new Error('the squat has rules');
  it.each<[string, Partial<Record<keyof ActivityInput | 'signal' | 'gates' | 'code', unknown>>, string]>([
    ['an unknown measure in a rule', { rules: [{ ...rule, measure: 'kneee' }] }, 'rules.0.measure'],
    ['a rule without a bound', { rules: [{ ...rule, below: undefined }] }, 'rules.0'],
    ['a rule with two bounds', { rules: [{ ...rule, below: 1, above: 2 }] }, 'rules.0'],
    ['two rules of one name', { rules: [rule, rule] }, 'rules.1.id'],
    ['a cue that is not there', { rules: [{ ...rule, cue: 'louder' }] }, 'rules.0.cue'],
    [
      'a ratio of itself',
      { measures: { ...squat.measures, odd: { kind: 'ratio', of: 'odd', to: 'odd' } } },
      'measures.odd.of',
    ],
    ['a main measure that is missing', { main: 'elbow' }, 'main'],
    ['an unknown field', { code: 'process.exit()' }, ''],
    ['a gate without bounds', { gates: [{ measure: 'knee', during: 'rest' }] }, 'gates.0'],
    ['a signal without a range', { signal: { parts: [{ measure: 'knee', rest: 1, work: 1 }] } }, 'signal.parts.0.work'],
    ['a bad id', { id: '../../etc' }, 'id'],
    ['a number that is none', { rules: [{ ...rule, below: Number.NaN }] }, 'rules.0.below'],
  ])('refuses %s and points at it', (_, change, path) => {
    expect(pathsOf({ ...squat, ...change })).toContain(path);
  });
});
