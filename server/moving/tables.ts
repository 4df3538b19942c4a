/** The tables of one database copied to another, row by row as they are, and compared. */
import { z } from 'zod';
import { MOVING } from '../limits.ts';
import type { Database } from '../records/database.ts';
import { Fragment, type Sql } from '../records/sql.ts';
import { MoveError } from './move-error.ts';

/** What does not hold in the other place, column by column, and is empty there. */
interface Treatment {
  emptied?: readonly string[];
}

/** Every table of ours. People (`auth`) have a way of their own; the queue (`jobs`) fills itself at the next start from what waits here. */
export const TABLES: Readonly<Record<string, Treatment>> = {
  'public.profiles': {},
  'public.coaching_sessions': {},
  'public.invitations': {},
  'public.session_participants': {},
  'public.session_events': {},
  'public.session_results': {},
  'public.user_progress': {},
  'public.activities': {},
  'public.session_files': {},
  'public.session_comments': {},
  'public.session_clips': {},
  'public.clip_shares': {},
  'public.clip_share_visits': {},
  'public.session_lessons': {},
  'public.review_minutes': {},
  'public.teams': {},
  'public.team_coaches': {},
  'public.roster_links': {},
  'public.training_grants': {},
  'public.access_log': {},
  'private.nodes': {},
  // An unfinished transfer goes on at the store at which it was begun.
  'private.outbox': { emptied: ['transfer_url'] },
  'private.file_removals': {},
  'private.profile_pictures': {},
};

const shapeSchema = z.object({
  name: z.string(),
  /** All that can be written, as they stand in SQL. */
  columns: z.string(),
  key: z.array(z.object({ column: z.string(), type: z.string() })).min(1),
  /** Columns that are numbered by themselves. */
  numbered: z.array(z.string()),
});

/** A table as the database describes it. */
export type Shape = z.infer<typeof shapeSchema> & Treatment;

/** How many rows a table has, and a sum over all that stands in them, whatever their order. */
export interface Content {
  rows: number;
  checksum: string;
}

const contentSchema = z.object({ rows: z.int(), checksum: z.string() });

/**
 * The tables in both schemas of ours, whether they are ours or not.
 * @throws SidelineError `storage_unavailable`
 */
export function tablesIn(database: Database): Promise<Shape[]> {
  return database.asOwner(async (sql) =>
    z.array(shapeSchema).parse(
      await sql`
        select n.nspname || '.' || c.relname as name,
          (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
          (select coalesce(json_agg(json_build_object(
              'column', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod)) order by k.place), '[]')
           from pg_index i cross join unnest(i.indkey::smallint[]) with ordinality as k (attnum, place)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
           where i.indrelid = c.oid and i.indisprimary) as key,
          (select coalesce(json_agg(a.attname), '[]') from pg_attribute a
           where a.attrelid = c.oid and a.attidentity <> '') as numbered
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname in ('public', 'private')
        order by 1
      `,
    ),
  );
}

/**
 * Ours alone, in the order of `TABLES`.
 * @throws MoveError when one is missing
 */
export async function ourTables(database: Database): Promise<Shape[]> {
  const found = new Map((await tablesIn(database)).map((shape) => [shape.name, shape]));
  return Object.entries(TABLES).map(([name, treatment]) => {
    const shape = found.get(name);
    if (!shape) throw new MoveError(`The database has no table ${name}.`);
    return { ...shape, ...treatment };
  });
}

/** @returns what of these tables is there, in their order */
export function contentsOf(database: Database, shapes: readonly Shape[]): Promise<Content[]> {
  return database.asOwner(async (sql) => {
    await sameEverywhere(sql);
    const contents = [];
    for (const shape of shapes) contents.push(await contentIn(sql, shape));
    return contents;
  });
}

/** @param upTo the key of the last row that counts; all of them unless given */
async function contentIn(sql: Sql, shape: Shape, upTo?: readonly string[]): Promise<Content> {
  const key = keyOf(shape);
  const [row] = await sql`
    select count(*)::integer as rows,
      coalesce(sum(('x' || left(md5(${asJson(shape)}::text), 15))::bit(60)::bigint), 0)::text as checksum
    from ${new Fragment(shape.name)} t
    where ${upTo ?? null}::text[] is null or (${key.columns}) <= (${key.given})
  `;
  return contentSchema.parse(row);
}

/**
 * Makes the table in `target` what it is in `source`. Called again, it goes on behind the last page that an earlier call has copied;
 * where what is there is not what the source has, it is replaced.
 * @param onRows after each page, and at first with what is there already
 */
export async function copyTable(
  source: Database,
  target: Database,
  shape: Shape,
  onRows: (rows: number) => void,
): Promise<void> {
  const table = new Fragment(shape.name);
  const copied = await copiedBefore(source, target, shape);
  if (copied) onRows(copied.rows);
  else await withoutTriggers(target, (sql) => sql`delete from ${table}`);
  let after = copied?.last;
  for (;;) {
    const page = await readPage(source, shape, after);
    if (!page) break;
    const columns = new Fragment(shape.columns);
    await withoutTriggers(
      target,
      (sql) => sql`
        insert into ${table} (${columns}) overriding system value
        select ${columns} from jsonb_populate_recordset(null::${table}, ${page.rows}::jsonb)
      `,
    );
    after = page.last;
    onRows(page.count);
  }
  await target.asOwner(async (sql) => {
    for (const column of shape.numbered) {
      const quoted = new Fragment(`"${column}"`);
      await sql`
        select setval(pg_get_serial_sequence(${shape.name}, ${column}), max(${quoted})) from ${table} having count(*) > 0
      `;
    }
  });
}

/**
 * What an earlier call has copied. Texts may be in another order in the target: then it has other rows up to its last key than the
 * source, and nothing counts as copied.
 */
async function copiedBefore(
  source: Database,
  target: Database,
  shape: Shape,
): Promise<{ rows: number; last: string[] } | undefined> {
  const { name, key } = shape;
  const lastKey = new Fragment(key.map(({ column }) => `${column}::text`).join(', '));
  const inOrder = new Fragment(key.map(({ column }) => `${column} desc`).join(', '));
  const there = await target.asOwner(async (sql) => {
    await sameEverywhere(sql);
    const [row] = await sql`select array[${lastKey}] as last from ${new Fragment(name)} order by ${inOrder} limit 1`;
    return row && { last: z.array(z.string()).parse(row.last), content: await contentIn(sql, shape) };
  });
  if (!there) return undefined;
  const here = await source.asOwner(async (sql) => {
    await sameEverywhere(sql);
    return await contentIn(sql, shape, there.last);
  });
  return isSame(here, there.content) ? { rows: here.rows, last: there.last } : undefined;
}

/** @returns whether both are the same rows, as far as counts and checksums say */
export const isSame = (one: Content | undefined, other: Content | undefined): boolean =>
  one?.rows === other?.rows && one?.checksum === other?.checksum;

/**
 * Runs `work` in a transaction in which neither triggers nor foreign keys act: rows are copied with all that triggers once made of
 * them, in any order, and compared afterwards.
 * @throws MoveError when the role of the connection may not do so
 */
export async function withoutTriggers(database: Database, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  await database.asOwner(async (sql) => {
    try {
      await sql`select set_config('session_replication_role', 'replica', true)`;
    } catch (cause) {
      const advice = 'Connect as `postgres`, or grant it: grant set on parameter session_replication_role to …';
      throw new MoveError(`The database role may not switch triggers off, which copying needs. ${advice}`, { cause });
    }
    await sameEverywhere(sql);
    await work(sql);
  });
}

const pageSchema = z.object({ rows: z.string(), count: z.int(), last: z.array(z.string()) });

/** @returns rows as JSON that no number loses anything of, and the key of the last; undefined when there are no more */
async function readPage(source: Database, shape: Shape, after: readonly string[] | undefined) {
  const { name, key } = shape;
  const { columns, given } = keyOf(shape);
  const lastKey = key.map(({ column }) => `(t).${column}::text`).join(', ');
  const order = key.map(({ column }) => `(t).${column}`).join(', ');
  return await source.asOwner(async (sql) => {
    await sameEverywhere(sql);
    const [row] = await sql`
      with page as (
        select t, ${asJson(shape)} as row, row_number() over w as place, sum(length(${asJson(shape)}::text)) over w as characters
        from (
          select * from ${new Fragment(name)}
          where ${after ?? null}::text[] is null
            or (${columns}) > (${given})
          order by ${columns} limit ${MOVING.rowsAtOnce}
        ) t
        window w as (order by ${new Fragment(order)})
      )
      select jsonb_agg(row order by place)::text as rows, count(*)::integer as count,
        (array_agg(array[${new Fragment(lastKey)}] order by place desc))[1:1] as last
      from page where place = 1 or characters <= ${MOVING.charactersAtOnce}
      having count(*) > 0
    `;
    return row && pageSchema.parse({ ...row, last: z.array(z.array(z.string())).parse(row.last)[0] });
  });
}

/** A table's key, and the one that the statement's first parameter gives as an array of texts. */
const keyOf = ({ key }: Shape) => ({
  columns: new Fragment(key.map(({ column }) => column).join(', ')),
  given: new Fragment(key.map(({ type }, index) => `($1::text[])[${index + 1}]::${type}`).join(', ')),
});

/** A row `t` as it is to be in the other place. */
function asJson({ emptied = [] }: Shape): Fragment {
  const changes = Object.fromEntries(emptied.map((column) => [column, null]));
  return new Fragment(emptied.length === 0 ? 'to_jsonb(t)' : `(to_jsonb(t) || '${JSON.stringify(changes)}')`);
}

/** Times are written in the zone of the connection otherwise. */
const sameEverywhere = (sql: Sql) => sql`select set_config('timezone', 'UTC', true)`;
