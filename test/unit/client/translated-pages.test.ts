/**
 * Browsers that translate a page replace its text nodes. Where React then puts something beside such a text, or takes it away,
 * the page breaks down (https://github.com/facebook/react/issues/11538). So text stands in an element of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, it } from 'vitest';

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesIn(each);
  else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* nodesIn(child);
  }
}

/** Whether an expression may come to a text that stands in the source. */
function comesToText(value: unknown): boolean {
  if (!isNode(value)) return false;
  if (value.type === 'TemplateLiteral') return true;
  if (value.type === 'Literal') return typeof value.value === 'string';
  if (value.type === 'LogicalExpression') return comesToText(value.right);
  return value.type === 'ConditionalExpression' && (comesToText(value.consequent) || comesToText(value.alternate));
}

const isChangeable = ({ type }: Node) => type === 'JSXExpressionContainer';
const isText = (child: Node) => child.type === 'JSXText' || comesToText(child.expression);

/** What is shown: neither the line breaks between elements nor comments. */
const isShown = (child: Node) =>
  child.type === 'JSXText'
    ? String(child.value).trim() !== ''
    : !(isNode(child.expression) && child.expression.type === 'JSXEmptyExpression');

/** Line and source of every text that changes beside something, or has something changeable beside it. */
function looseTexts(source: string): string[] {
  const found: string[] = [];
  for (const node of nodesIn(parseSync('page.tsx', source).program)) {
    if (node.type !== 'JSXElement' && node.type !== 'JSXFragment') continue;
    const children = (Array.isArray(node.children) ? node.children : []).filter(isNode).filter(isShown);
    if (children.length < 2 || !children.some(isChangeable)) continue;
    for (const { start, end } of children.filter(isText)) {
      found.push(`${source.slice(0, start).split('\n').length}: ${source.slice(start, end).trim()}`);
    }
  }
  return found;
}

it('knows text beside what may change from text on its own', () => {
  expect(looseTexts('<p>Reps: {count}</p>')).toEqual(['1: Reps:']);
  expect(looseTexts('<p>Wait{busy && <b>now</b>}</p>')).toEqual(['1: Wait']);
  expect(looseTexts('<p>\n  {icon}\n  Go on\n</p>')).toEqual(['2: Go on']);
  expect(looseTexts('<p>{busy ? "Wait" : "Go on"}</p>')).toEqual([]);
  expect(looseTexts('<p><b>1</b>{busy && " more"}</p>')).toEqual(['1: {busy && " more"}']);
  expect(looseTexts('<p>Read <a href="/">this</a> first</p>')).toEqual([]);
  expect(looseTexts('<p>{/* why */}Go on</p>')).toEqual([]);
});

const pages = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

it.each(pages)('%s keeps its texts in elements of their own', (file) => {
  expect(looseTexts(readFileSync(`client/${file}`, 'utf8'))).toEqual([]);
});
