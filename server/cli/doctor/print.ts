import { styleText } from 'node:util';
import type { Finding } from './finding.ts';

const MARKS = {
  ok: { mark: '✓', colour: 'green' },
  warn: { mark: '!', colour: 'yellow' },
  fail: { mark: '✗', colour: 'red' },
} as const;

/** Prints the findings for a person: a line each, and below it what to do. Colours only on a terminal. */
export function printFindings(findings: readonly Finding[], out: NodeJS.WriteStream = process.stdout): void {
  const coloured = out.isTTY && !process.env.NO_COLOR;
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, status, found, advice } of findings) {
    const { mark, colour } = MARKS[status];
    out.write(`${coloured ? styleText(colour, mark) : mark} ${name.padEnd(width)}  ${found}\n`);
    if (advice) out.write(`  ${' '.repeat(width)}  ${coloured ? styleText('bold', '→') : '→'} ${advice}\n`);
  }
}
