/** Is this Node one that the project runs on? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './step.mjs';

/**
 * Whether a version satisfies a range of the form `^20.19.0 || >=24.0.0`.
 *
 * @param {string} version such as `20.19.1`, with or without a leading `v`
 * @param {string} range alternatives of `^` and `>=`
 * @throws {RangeError} when the range uses another operator
 */
export function satisfies(version, range) {
  const given = numbers(version);
  return range.split('||').some((alternative) => {
    const [, operator, wanted] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(alternative.trim()) ?? [];
    if (wanted === undefined) throw new RangeError(`not a range of Node versions: ${alternative.trim()}`);
    const least = numbers(wanted);
    return compare(given, least) >= 0 && (operator === '>=' || given[0] === least[0]);
  });
}

/**
 * The range of Node versions that the project's package.json names.
 *
 * @param {string} root the project's root folder
 * @returns {string}
 */
export function supportedNode(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
}

/** @type {import('./step.mjs').Step} */
export function checkNode({ root }) {
  const range = supportedNode(root);
  if (!satisfies(process.versions.node, range)) {
    throw new SetupError(`Node ${process.versions.node} is not supported; Sideline runs on ${range}.`, [
      'Install Node 22 or 24 from https://nodejs.org, or with a version manager: nvm install 22',
    ]);
  }
  return undefined;
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/^v/, '').split('-')[0]?.split('.').map(Number) ?? [];
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  const index = a.findIndex((part, i) => part !== b[i]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
