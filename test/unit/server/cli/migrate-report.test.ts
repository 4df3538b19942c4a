import { expect, it } from 'vitest';
import { reportOf } from '../../../../server/cli/migrate/report.ts';

const MOVED = {
  ...{ people: 5, guests: 2, withoutPassword: 1, waiting: 3 },
  tables: [
    { name: 'public.profiles', rows: 5 },
    { name: 'public.teams', rows: 0 },
  ],
  files: { files: 2, bytes: 7 * 1024 ** 2 },
};

it('says what was moved, who is concerned, and what to set next', () => {
  const report = reportOf(MOVED, { to: 'embedded', done: true });
  for (const words of [
    '5, 2 of them guests',
    'public.profiles',
    '2, 7 MB',
    'only the project knows: 1',
    '3 files still lie',
  ]) {
    expect(report).toContain(words);
  }
  expect(report).not.toContain('public.teams');
  expect(report).toMatch(/Next:\n *Start the server without SUPABASE_URL/);
  expect(reportOf(MOVED, { to: 'supabase', done: true })).toMatch(/Next:\n *Start the server with SUPABASE_URL/);
});

it('says that nothing was changed when it was tried out', () => {
  const report = reportOf({ ...MOVED, guests: 0, withoutPassword: 0, waiting: 0 }, { to: 'supabase', done: false });
  expect(report).toMatch(/^This would be moved; nothing was changed/);
  expect(report).not.toMatch(/Next:|Guests|choose|still lie/);
});
