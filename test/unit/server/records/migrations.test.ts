import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Migration, pending, readMigrations } from '../../../../server/records/migrations.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const first: Migration = { version: '20260101000000', name: 'first', sql: 'create table a (id int);\n\nselect 1;\n' };
const second: Migration = { version: '20260102000000', name: 'second', sql: 'select 2;' };
const ran = ({ version, sql }: Migration) => ({ version, statements: [sql] });

describe('pending migrations', () => {
  it('are those that have not run, in order', () => {
    expect(pending([first, second], [])).toEqual([first, second]);
    expect(pending([first, second], [ran(first)])).toEqual([second]);
    expect(pending([first, second], [ran(first), ran(second)])).toEqual([]);
  });

  it('knows a migration again that Supabase’s command line has split into statements', () => {
    const split = { version: first.version, statements: ['create table a (id int)', 'select 1'] };
    expect(pending([first], [split])).toEqual([]);
  });

  it('takes a migration on trust that was recorded without its statements', () => {
    expect(pending([first], [{ version: first.version, statements: null }])).toEqual([]);
  });

  it.each([
    {
      what: 'a changed one',
      ran: [{ ...ran(first), statements: ['create table b (id int);'] }],
      says: /first has changed/,
    },
    {
      what: 'one that we do not have',
      ran: [ran(first), { version: '20270101000000', statements: [] }],
      says: /20270101000000/,
    },
    { what: 'one that comes too late', ran: [ran(second)], says: /first is older than 20260102000000/ },
  ])('refuse $what', ({ ran: applied, says }) => {
    expect(() => pending([first, second], applied)).toThrow(says);
  });
});

describe('reading migrations', () => {
  it('sorts by timestamp and leaves other files alone', async () => {
    const folder = temporaryFolder();
    for (const file of ['20260102000000_b.sql', '20260101000000_a.sql', 'README.md', '1_short.sql']) {
      writeFileSync(join(folder, file), `-- ${file}`);
    }
    expect(await readMigrations(folder)).toEqual([
      { version: '20260101000000', name: 'a', sql: '-- 20260101000000_a.sql' },
      { version: '20260102000000', name: 'b', sql: '-- 20260102000000_b.sql' },
    ]);
  });
});
