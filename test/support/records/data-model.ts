/** The data model as a diagram, read from a database that has all migrations. */
import type { PGlite } from '@electric-sql/pglite';

interface Column {
  table: string;
  column: string;
  type: string;
  isKey: boolean;
  /** Table that it points to. */
  target: string | null;
  required: boolean;
}

/** A page of Mermaid: all tables in `public` and `private` with their columns, and what points to what. */
export async function dataModel(database: PGlite): Promise<string> {
  const { rows } = await database.query<Column>(`
    select n.nspname || '_' || c.relname as table, a.attname as column, replace(format_type(a.atttypid, null), ' ', '_') as type,
      coalesce(bool_or(k.contype = 'p'), false) as "isKey", a.attnotnull as required,
      max(case when k.contype = 'f' then t.nspname || '_' || f.relname end) as target
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('public', 'private')
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint k on k.conrelid = c.oid and a.attnum = any (k.conkey) and k.contype in ('p', 'f')
    left join pg_class f on f.oid = k.confrelid
    left join pg_namespace t on t.oid = f.relnamespace
    where c.relkind = 'r'
    group by n.nspname, c.relname, a.attname, a.attnum, a.atttypid, a.attnotnull
    order by n.nspname desc, c.relname, a.attnum
  `);
  const tables = new Map<string, Column[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  const lines = [...tables].flatMap(([table, columns]) => [
    `  ${named(table)} {`,
    ...columns.map(({ type, column, isKey, target }) => {
      const keys = [isKey && 'PK', target && 'FK'].filter(Boolean).join(', ');
      return `    ${type.replace(/\[\]$/, '_array')} ${column}${keys && ` ${keys}`}`;
    }),
    '  }',
  ]);
  const links = rows.flatMap(({ table, column, target, required }) =>
    target ? [`  ${named(target)} ${required ? '||' : '|o'}--o{ ${named(table)} : ${column}`] : [],
  );
  return [
    '# The data model',
    '',
    'Made from the migrations; made anew by `npx vitest run --project integration test/integration/records/row-level-security.test.ts -u`.',
    '[Data](data.md) says what is what, and who sees it.',
    '',
    '```mermaid',
    'erDiagram',
    ...lines,
    ...new Set(links),
    '```',
    '',
  ].join('\n');
}

/** Tables of `public` by their bare names, the server's own and Supabase's with their schema. */
const named = (table: string) => table.replace(/^public_/, '');
