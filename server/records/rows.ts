/** Columns as the database gives them, as zod schemas that make of them what the contract has. */
import { z } from 'zod';

/** `timestamptz` → ISO 8601 in UTC. */
export const instant = z.date().transform((date) => date.toISOString());

/** The only row of a result. */
export function one<T extends z.ZodType>(schema: T, rows: readonly unknown[]): z.infer<T> {
  return schema.parse(rows[0]);
}

/** The first row of a result, if there is one. */
export function maybeOne<T extends z.ZodType>(schema: T, rows: readonly unknown[]): z.infer<T> | undefined {
  return rows.length === 0 ? undefined : schema.parse(rows[0]);
}

/** A list out of a `jsonb` column, without what this version can't read of it. */
export const readable = <T extends z.ZodType>(schema: T) =>
  z.array(z.unknown()).transform((items): z.infer<T>[] =>
    items.flatMap((item) => {
      const { success, data } = schema.safeParse(item);
      return success ? [data] : [];
    }),
  );
