/** The types of the tables and functions in `public`, in the shape that supabase-js takes, read from a database that has all migrations. */
import type { PGlite } from '@electric-sql/pglite';

interface Column {
  table: string;
  column: string;
  /** Name in `pg_type`; an array's begins with `_`. */
  type: string;
  required: boolean;
  hasDefault: boolean;
  /** The database alone gives it. */
  generated: boolean;
}

interface Relationship {
  table: string;
  name: string;
  columns: string[];
  target: string;
  targetColumns: string[];
  /** Its columns are unique too. */
  oneToOne: boolean;
}

interface Procedure {
  name: string;
  parameters: string[];
  types: string[];
  /** The last so many parameters have defaults. */
  defaults: number;
  result: string;
}

/** What JSON has for a type of PostgreSQL. */
const TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  date: 'string',
  float4: 'number',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  json: 'Json',
  jsonb: 'Json',
  numeric: 'number',
  text: 'string',
  timestamptz: 'string',
  uuid: 'string',
  varchar: 'string',
  void: 'undefined',
};

/** @throws Error for a type that has no place in the table above yet */
function typeOf(name: string): string {
  if (name.startsWith('_')) return `${typeOf(name.slice(1))}[]`;
  const type = TYPES[name];
  if (type === undefined) throw new Error(`no type of JSON is known for PostgreSQL’s “${name}”`);
  return type;
}

/** A module as the formatter would leave it. */
export async function databaseTypes(database: PGlite): Promise<string> {
  const { rows: columns } = await database.query<Column>(`
    select c.relname as table, a.attname as column, t.typname as type, a.attnotnull as required,
      a.atthasdef or a.attidentity <> '' as "hasDefault", a.attidentity = 'a' or a.attgenerated <> '' as generated
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    order by c.relname, a.attname
  `);
  // A client of the API can follow what points within the schema alone.
  const { rows: relationships } = await database.query<Relationship>(`
    select c.relname as table, k.conname as name, f.relname as target,
      (select array_agg(a.attname::text order by place) from unnest(k.conkey) with ordinality as key (number, place)
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.number) as columns,
      (select array_agg(a.attname::text order by place) from unnest(k.confkey) with ordinality as key (number, place)
       join pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.number) as "targetColumns",
      exists (
        select from pg_constraint u
        where u.conrelid = k.conrelid and u.contype in ('p', 'u') and u.conkey <@ k.conkey and u.conkey @> k.conkey
      ) as "oneToOne"
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_class f on f.oid = k.confrelid and f.relnamespace = 'public'::regnamespace
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace
    order by k.conname
  `);
  const { rows: procedures } = await database.query<Procedure>(`
    select p.proname as name, coalesce(p.proargnames, '{}')::text[] as parameters, p.pronargdefaults as defaults,
      array(select t.typname::text from unnest(p.proargtypes) with ordinality as given (type, place)
            join pg_type t on t.oid = given.type order by place) as types,
      (select typname from pg_type where oid = p.prorettype) as result
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
      -- Not those of extensions.
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname
  `);
  const tables = [...new Set(columns.map(({ table }) => table))];
  return [
    '/** Tables and functions of the schema `public`, for supabase-js. Made from the migrations: see docs/data.md. */',
    '',
    'export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];',
    '',
    'export interface Database {',
    '  public: {',
    '    Tables: {',
    ...tables.flatMap((table) =>
      linesOfTable(
        table,
        columns.filter((column) => column.table === table),
        relationships.filter((relationship) => relationship.table === table),
      ),
    ),
    '    };',
    ...emptyOf('Views'),
    '    Functions: {',
    ...procedures.flatMap(linesOfFunction),
    '    };',
    ...emptyOf('Enums'),
    ...emptyOf('CompositeTypes'),
    '  };',
    '}',
    '',
  ].join('\n');
}

const emptyOf = (name: string) => [`    ${name}: {`, '      [_ in never]: never;', '    };'];

function linesOfTable(table: string, columns: readonly Column[], relationships: readonly Relationship[]): string[] {
  const typed = ({ type, required }: Column) => `${typeOf(type)}${required ? '' : ' | null'}`;
  const written = (column: Column, optional: boolean) =>
    column.generated ? `${column.column}?: never;` : `${column.column}${optional ? '?' : ''}: ${typed(column)};`;
  const block = (name: string, lines: readonly string[]) => [
    `        ${name}: {`,
    ...lines.map((line) => `          ${line}`),
    '        };',
  ];
  return [
    `      ${table}: {`,
    ...block(
      'Row',
      columns.map((column) => `${column.column}: ${typed(column)};`),
    ),
    ...block(
      'Insert',
      columns.map((column) => written(column, column.hasDefault || !column.required)),
    ),
    ...block(
      'Update',
      columns.map((column) => written(column, true)),
    ),
    ...(relationships.length === 0 ? ['        Relationships: [];'] : linesOfRelationships(relationships)),
    '      };',
  ];
}

const linesOfRelationships = (relationships: readonly Relationship[]) => [
  '        Relationships: [',
  ...relationships.flatMap(({ name, columns, oneToOne, target, targetColumns }) => [
    '          {',
    `            foreignKeyName: '${name}';`,
    `            columns: [${quoted(columns)}];`,
    `            isOneToOne: ${oneToOne};`,
    `            referencedRelation: '${target}';`,
    `            referencedColumns: [${quoted(targetColumns)}];`,
    '          },',
  ]),
  '        ];',
];

function linesOfFunction({ name, parameters, types, defaults, result }: Procedure): string[] {
  const given = types.map((type, index) => {
    const optional = index >= types.length - defaults ? '?' : '';
    return `          ${parameters[index]}${optional}: ${typeOf(type)};`;
  });
  const args = given.length === 0 ? ['        Args: never;'] : ['        Args: {', ...given, '        };'];
  return [`      ${name}: {`, ...args, `        Returns: ${typeOf(result)};`, '      };'];
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
