/** Where things stand in a JSON text: every value by its path, and the first place where it is no JSON. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/json';

/** Characters of the text, `from` included and `to` not. */
export interface Range {
  from: number;
  to: number;
}

export type JsonPath = readonly (string | number)[];

export interface JsonPlaces {
  /** The value at a path; where there is none, the opening of the innermost value around it. */
  find(path: JsonPath): Range;
  /** The name of a member, without its value; the opening of the object where it has no such member. */
  findName(path: JsonPath): Range;
  /** The first place that breaks the grammar; the text's end where something is missing there. */
  broken: Range | undefined;
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/** Reads a text, broken ones included, as far as they make sense. */
export function jsonPlaces(text: string): JsonPlaces {
  const tree = parser.parse(text);
  const root = children(tree.topNode).find(({ name }) => VALUES.has(name)) ?? tree.topNode;

  function find(path: JsonPath, named: boolean): Range {
    let node = root;
    let name: SyntaxNode | null = null;
    for (const key of path) {
      const step = stepInto(node, key, text);
      if (!step) return { from: node.from, to: Math.min(node.to, node.from + 1) };
      node = step.value;
      name = step.property?.getChild('PropertyName') ?? null;
    }
    const { from, to } = (named && name) || node;
    return { from, to };
  }

  return {
    find: (path) => find(path, false),
    findName: (path) => find(path, true),
    broken: firstError(tree),
  };
}

function stepInto(
  node: SyntaxNode,
  key: string | number,
  text: string,
): { value: SyntaxNode; property?: SyntaxNode } | undefined {
  if (node.name === 'Array') {
    const value = children(node).filter(({ name }) => VALUES.has(name))[Number(key)];
    return value && { value };
  }
  // Of members with one name the last counts, as with JSON.parse.
  const property = node.getChildren('Property').findLast((member) => {
    const name = member.getChild('PropertyName');
    return name && unquoted(text.slice(name.from, name.to)) === String(key);
  });
  const value = property && children(property).find(({ name }) => VALUES.has(name));
  return property && { value: value ?? property, property };
}

function unquoted(name: string): unknown {
  try {
    return JSON.parse(name);
  } catch {
    // A name with a broken escape equals no key.
    return undefined;
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

function firstError(tree: Tree): Range | undefined {
  let found: Range | undefined;
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (!found && type.isError) found = { from, to };
      return !found;
    },
  });
  return found;
}

/** Line and column of a character, both counted from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}
