/** Who may import whom: the table in docs/architecture.md, read and applied. */
import { dirname, join } from 'node:path/posix';

/**
 * @typedef {object} Part a folder, or a file, and what it may import
 * @property {string} name path from the project's root; the part's own folders belong to it unless they have a row of their own
 * @property {readonly string[]} mayImport names of parts, of folders that hold several parts, and of packages
 * @property {boolean} everything whether it may import whatever there is
 */

/** @typedef {{ file: string, text: string }} Source path from the project's root, and the content */

/** The header of the one table that holds the rules. */
const HEADER = /^\| part \| job \| may import \|$/;
const NAMES = /`([^`]+)`/g;

/**
 * @param {string} page the Markdown of docs/architecture.md
 * @returns {Part[]} the rows, in the order of the page
 * @throws Error when the page has no such table, or a row names no part
 */
export function readParts(page) {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => HEADER.test(line));
  if (start < 0) throw new Error('docs/architecture.md has no table “part | job | may import”');
  const parts = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const [, names = '', , allowed = ''] = line.split('|');
    const mayImport = namesIn(allowed);
    const everything = allowed.trim() === 'everything';
    const own = namesIn(names);
    if (own.length === 0) throw new Error(`docs/architecture.md: a row names no part: ${line}`);
    for (const name of own) parts.push({ name, mayImport, everything });
  }
  return parts;
}

/**
 * @param {readonly Part[]} parts
 * @param {readonly Source[]} sources
 * @returns {string[]} one sentence for each import that the rules forbid, and for each file without a rule
 */
export function violations(parts, sources) {
  return sources.flatMap(({ file, text }) => {
    const part = partOf(parts, file);
    if (!part) return [`${file} belongs to no part: give its folder a row`];
    if (part.everything) return [];
    return importsOf(text).flatMap((specifier) => {
      if (!specifier.startsWith('.')) return mayUsePackage(part, specifier) ? [] : [`${file} imports ${specifier}`];
      const imported = join(dirname(file), specifier);
      const target = partOf(parts, imported);
      if (!target) return [`${file} imports ${imported}, which belongs to no part`];
      if (target.name === part.name || part.mayImport.some((name) => permits(parts, name, target.name))) return [];
      return [`${file} imports ${imported}, but ${part.name} may not import ${target.name}`];
    });
  });
}

/**
 * @param {readonly Part[]} parts
 * @param {string} file
 * @returns {Part | undefined} the part with the longest name that holds the file
 */
function partOf(parts, file) {
  const holding = parts.filter(({ name }) => file === name || file.startsWith(`${name}/`));
  return holding.sort((a, b) => b.name.length - a.name.length)[0];
}

/**
 * A name permits the part of that name. A folder that is no part itself permits all parts in it.
 *
 * @param {readonly Part[]} parts
 * @param {string} name
 * @param {string} target
 */
function permits(parts, name, target) {
  if (name === target) return true;
  return target.startsWith(`${name}/`) && !parts.some((part) => part.name === name);
}

/**
 * Packages are free but in `shared`, which runs everywhere, and in `scripts`, which runs before anything is installed.
 *
 * @param {Part} part
 * @param {string} specifier
 */
function mayUsePackage({ name, mayImport }, specifier) {
  if (name.startsWith('scripts')) return specifier.startsWith('node:') || mayImport.includes(specifier);
  return !name.startsWith('shared/') || mayImport.includes(specifier);
}

/**
 * @param {string} text a module, formatted as Biome does
 * @returns {string[]} what it imports, also what it needs for types alone
 */
function importsOf(text) {
  const statements = text.matchAll(/(?:^(?:import|export)\b[^;'"]*?\bfrom\s+|^import\s+|\bimport\(\s*)'([^']+)'/gm);
  return [...statements].map(([, specifier = '']) => specifier);
}

/** @param {string} cell */
function namesIn(cell) {
  return [...cell.matchAll(NAMES)].map(([, name = '']) => name);
}
