/** SQL as a tagged template: what is put in travels as a parameter, apart from the text; fragments become part of the text. */
import type { ClientBase } from 'pg';

export type Row = Record<string, unknown>;

/** A piece of SQL text, without parameters, to be put into statements. */
export class Fragment {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const fragment = (strings: TemplateStringsArray): Fragment => new Fragment(strings.join(''));

export interface Sql {
  /** Runs one statement. Parameters: text, numbers, booleans, null, `Date`, arrays of these, `json(…)`, fragments. */
  (strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]>;
  /** A parameter for a `jsonb` column. */
  json(value: unknown): string;
  /** Runs a text of many statements, which takes no parameters. */
  script(text: string): Promise<void>;
}

/** @param client runs the statements; one after the other */
export function sqlOn(client: Pick<ClientBase, 'query'>): Sql {
  const run = async (strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> => {
    const { rows } = await client.query<Row>(statement(strings, values));
    return rows;
  };
  return Object.assign(run, {
    json: (value: unknown) => JSON.stringify(value),
    script: async (text: string) => {
      await client.query(text);
    },
  });
}

/** The template as PostgreSQL takes it: `$1`, `$2`, … where the values go. */
export function statement(strings: TemplateStringsArray, values: unknown[]): { text: string; values: unknown[] } {
  const parameters: unknown[] = [];
  const text = strings.reduce((before, after, index) => {
    const value = values[index - 1];
    if (value instanceof Fragment) return before + value.text + after;
    if (value === undefined) throw new TypeError(`parameter ${index} of a statement is undefined: ${before}`);
    return `${before}$${parameters.push(value)}${after}`;
  });
  return { text, values: parameters };
}
