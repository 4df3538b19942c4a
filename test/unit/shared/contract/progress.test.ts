import { describe, expect, it } from 'vitest';
import { PROGRESS_DAYS, progressQuerySchema } from '../../../../shared/contract/progress.ts';

describe('a question about progress', () => {
  it('is about the year up to today, unless it says otherwise', () => {
    const { from, to, zone } = progressQuerySchema.parse({});
    expect(zone).toBe('UTC');
    expect(to).toBe(new Date().toISOString().slice(0, 10));
    expect(Date.parse(to) - Date.parse(from)).toBe((PROGRESS_DAYS - 1) * 24 * 3_600_000);
  });

  it('is about the year from its first day, or up to its last', () => {
    expect(progressQuerySchema.parse({ from: '2026-01-01' })).toMatchObject({ from: '2026-01-01', to: '2027-01-01' });
    expect(progressQuerySchema.parse({ to: '2026-12-31' })).toMatchObject({ from: '2025-12-31', to: '2026-12-31' });
  });

  it.each([
    ['a zone that there is not', { zone: 'Europe/Atlantis' }],
    ['a path as a zone', { zone: '../etc/localtime' }],
    ['SQL as a zone', { zone: "UTC'; drop table profiles; --" }],
    ['SQL as an activity', { activity: "squat' or '1'='1" }],
    ['a day that there is not', { from: '2026-02-30' }],
    ['an end before the beginning', { from: '2026-02-02', to: '2026-02-01' }],
    ['more than a year', { from: '2024-01-01', to: '2026-01-01' }],
    ['nobody', { person: 'me' }],
  ])('is refused with %s', (_what, query) => {
    expect(progressQuerySchema.safeParse(query).success).toBe(false);
  });
});
