/** What a move came to, for the person at the keyboard, and what to set next. */
import type { Route } from '../../moving/journal.ts';
import type { Moved } from '../../moving/move.ts';
import { megabytes } from '../../records/embedded/embedded-postgres.ts';

/** @param done false for what would be moved */
export function reportOf(moved: Moved, { to, done }: { to: Route['to']; done: boolean }): string {
  const { people, guests, tables, files } = moved;
  return [
    done ? 'Moved, and compared by counts and checksums:' : 'This would be moved; nothing was changed:',
    `  people   ${people}, ${guests} of them guests`,
    `  records  ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows`,
    ...tables.filter(({ rows }) => rows > 0).map(({ name, rows }) => `             ${name.padEnd(28)} ${rows}`),
    `  files    ${files.files}, ${megabytes(files.bytes)} MB`,
    ...notes(moved, to),
    ...(done ? next(to) : []),
  ].join('\n');
}

function notes({ guests, withoutPassword, waiting }: Moved, to: Route['to']): string[] {
  return [
    ...(guests > 0
      ? ['Guests keep their sessions, but can’t sign in as the same person again: they had no account to do so with.']
      : []),
    ...(withoutPassword > 0
      ? [
          `People who choose a new password by a mail, since theirs is kept in a form that only the project knows: ${withoutPassword}.`,
        ]
      : []),
    ...(waiting > 0
      ? [
          `${waiting} files still lie in SIDELINE_DATA_DIR: start there, and they go to ${to === 'supabase' ? 'the project' : 'the folder'} by themselves.`,
        ]
      : []),
  ];
}

function next(to: Route['to']): string[] {
  const variables =
    to === 'supabase'
      ? [
          'Start the server with SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY and DATABASE_URL as they are now.',
        ]
      : [
          'Start the server without SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY and SUPABASE_JWT_SECRET,',
          'and without DATABASE_URL, or with that of --own-database.',
        ];
  return [
    '',
    'Next:',
    ...variables.map((line) => `  ${line}`),
    '  Leave SIDELINE_DATA_DIR and SIDELINE_SECRET as they are, so that links stay good. Everybody signs in once more; nobody was sent a mail.',
    '  What was moved is still in the old place. Remove it there once the new one has proven itself.',
  ];
}
