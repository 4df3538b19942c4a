/** An activity's definition as text: read and checked with every problem at its place, changed by path, and printed. */
import type { z } from 'zod';
import { type Activity, activitySchema } from '../../shared/coaching/index.ts';
import { type JsonPath, jsonPlaces, lineAndColumn, type Range } from './json-places.ts';

/** Something wrong in a definition. */
export interface DefinitionProblem extends Range {
  /** As people write it, e.g. `rules[0].cue`; empty for the whole. */
  field: string;
  /** Both counted from 1. */
  line: number;
  column: number;
  message: string;
}

/** What a text says. `value` is its JSON as it stands, `activity` the definition once nothing is wrong. */
export interface CheckedDefinition {
  value: unknown;
  activity: Activity | undefined;
  problems: readonly DefinitionProblem[];
}

export function checkDefinition(text: string): CheckedDefinition {
  const places = jsonPlaces(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The browsers' own messages name no place that could be relied on; the grammar does.
    const range = places.broken ?? { from: 0, to: text.length };
    return {
      value: undefined,
      activity: undefined,
      problems: [problemAt(text, range, [], syntaxMessage(text, range))],
    };
  }
  const parsed = activitySchema.safeParse(value);
  if (parsed.success) return { value, activity: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap(plainIssues).map(({ path, message, name }) => {
    if (name) return problemAt(text, places.findName(path), path, message);
    const missing = path.length > 0 && valueAt(value, path) === undefined;
    return problemAt(text, places.find(path), path, missing ? `“${path.at(-1)}” is missing` : message);
  });
  return { value, activity: undefined, problems: problems.sort((a, b) => a.from - b.from) };
}

/** The problems that a server found, at their places in the text. @param errors with JSON pointers (RFC 6901) */
export function problemsAt(
  text: string,
  errors: readonly { pointer: string; detail: string }[],
): readonly DefinitionProblem[] {
  const places = jsonPlaces(text);
  return errors.map(({ pointer, detail }) => {
    const path = pathOf(pointer);
    return problemAt(text, places.find(path), path, detail);
  });
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isContainer(inner) ? (inner as Record<string | number, unknown>)[key] : undefined),
    value,
  );
}

/** A copy with the value at a path replaced, or taken away by undefined; objects on the way are made where they are missing. */
export function withValueAt(value: unknown, [key, ...rest]: JsonPath, next: unknown): unknown {
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? withValueAt(item, rest, next) : item));
  const { [key]: inner, ...others } = { ...(isContainer(value) ? (value as Record<string, unknown>) : {}) };
  const changed = withValueAt(inner, rest, next);
  if (changed === undefined) return others;
  return { ...(isContainer(value) ? value : {}), [key]: changed };
}

/** Columns of a line. */
const LINE = 100;

/** JSON as people lay it out: what fits on a line stays on it, except the whole. */
export const printDefinition = (value: unknown): string => print(value, '', LINE);

/** @param taken columns of the line that are taken already */
function print(value: unknown, indent: string, taken: number): string {
  const flat = inline(value);
  if (!isContainer(value) || taken + flat.length < LINE) return flat;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = Object.entries(value).map(([key, item]) => {
    const lead = Array.isArray(value) ? inner : `${inner}${JSON.stringify(key)}: `;
    return `${lead}${print(item, inner, lead.length)}`;
  });
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isContainer(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

interface PlainIssue {
  path: JsonPath;
  message: string;
  /** Whether the name of the member is wrong, not its value. */
  name?: boolean;
}

/** Issues one by one, in words for people who did not write the schema. */
function plainIssues(issue: z.core.$ZodIssue): PlainIssue[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: `there is no “${key}” here`, name: true }));
    case 'invalid_key':
      return [{ path, message: issue.issues[0]?.message ?? issue.message, name: true }];
    case 'invalid_union':
      // Of the alternatives the last is the most general one, so what it asks for is what is missing.
      return issue.errors.length > 0
        ? (issue.errors.at(-1) ?? []).flatMap((inner) =>
            plainIssues({ ...inner, path: [...issue.path, ...inner.path] }),
          )
        : [{ path, message: issue.message }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** An empty range can't be seen, so it takes in a character beside it. */
function problemAt(text: string, { from, to }: Range, path: JsonPath, message: string): DefinitionProblem {
  const start = Math.min(from, Math.max(0, text.length - 1));
  const range = { from: start, to: Math.min(text.length, Math.max(to, start + 1)) };
  return { ...range, ...lineAndColumn(text, start), field: fieldName(path), message };
}

function syntaxMessage(text: string, { from }: Range): string {
  if (text.trim() === '') return 'a definition is one JSON object';
  return from >= text.trimEnd().length
    ? 'the text ends too early'
    : 'this is not JSON: look for a comma, quote or bracket';
}

/** A path as people write it: `rules[0].cue`. */
export function fieldName(path: JsonPath): string {
  return path
    .map((key) => {
      if (typeof key === 'number' || /^\d+$/.test(key)) return `[${key}]`;
      return /^\w+$/.test(key) ? `.${key}` : `["${key}"]`;
    })
    .join('')
    .replace(/^\./, '');
}

function pathOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
