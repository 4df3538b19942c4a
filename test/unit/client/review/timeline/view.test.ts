import { describe, expect, it } from 'vitest';
import { heightOf, markAtPlace, rowsOf } from '../../../../../client/review/timeline/drawing.ts';
import { panned, showing, ticksIn, toMs, toPx, zoomed } from '../../../../../client/review/timeline/view.ts';

const ALL = { from: 0, until: 60_000 };

describe('the stretch that the timeline shows', () => {
  it('is seen closer around a moment that stays where it is, and never beyond what there is', () => {
    const closer = zoomed(ALL, 30_000, 0.5, ALL);
    expect(closer).toEqual({ from: 15_000, until: 45_000 });
    expect(zoomed(closer, 30_000, 10, ALL)).toEqual(ALL);
    expect(zoomed(ALL, 0, 0, ALL)).toEqual({ from: 0, until: 1_000 });
    expect(panned(closer, 99_000, ALL)).toEqual({ from: 30_000, until: 60_000 });
  });

  it('follows the playhead out of it', () => {
    const view = { from: 10_000, until: 20_000 };
    expect(showing(view, 15_000, ALL)).toBe(view);
    expect(showing(view, 30_000, ALL)).toEqual({ from: 29_000, until: 39_000 });
  });

  it('turns px into ms and back', () => {
    expect(toMs(ALL, 600, toPx(ALL, 600, 12_345))).toBeCloseTo(12_345);
  });

  it('has round times from the origin on', () => {
    expect(ticksIn(ALL, 600, 2_500)).toEqual([2_500, 12_500, 22_500, 32_500, 42_500, 52_500]);
  });
});

it('finds the shortest mark under the pointer, in its row alone', () => {
  const mark = (key: string, from: number, until: number) => ({ key, from, until, label: key, tone: 'good' as const });
  const lanes = [
    { key: 'a', title: 'A', marks: [mark('long', 0, 50_000), mark('short', 10_000, 11_000)] },
    { key: 'b', title: 'B', marks: [mark('other', 10_000, 10_000)] },
  ];
  const rows = rowsOf({ waves: [], lanes });
  const [, , first, second] = rows;
  const at = (row: typeof first) => markAtPlace(rows, { view: ALL }, 600, [103, (row?.top ?? 0) + 3])?.key;
  expect([at(first), at(second)]).toEqual(['short', 'other']);
  expect(heightOf(rows)).toBe((second?.top ?? 0) + (second?.height ?? 0));
});
