import { describe, expect, it } from 'vitest';
import { readParts, violations } from '../../../scripts/imports/rules.mjs';

const parts = readParts(`# Architecture

| folder | job |
| --- | --- |
| \`server/else\` | another table |

| part | job | may import |
| --- | --- | --- |
| \`server/app.ts\` | all together | everything |
| \`server/http\`, \`server/live\` | two parts with the same rule | \`server/limits.ts\`, \`shared\` |
| \`server/limits.ts\` | a file alone | |
| \`server/analysis\` | the server's side | \`shared\` |
| \`server/analysis/process\` | a process of its own | \`server/analysis\` |
| \`shared/coaching\` | judging | \`zod\` |
| \`shared/contract\` | the wire | \`shared/coaching\`, \`zod\` |
| \`scripts\` | set-up | |

More text, and | another | line |
`);

const found = (file: string, ...imports: string[]) =>
  violations(parts, [{ file, text: imports.map((from) => `import { a } from '${from}';`).join('\n') }]);

describe('imports', () => {
  it.each([
    ['of the same part', 'server/http/app.ts', './routes.ts'],
    ['of a part in the row', 'server/http/app.ts', '../limits.ts'],
    ['of any part in a folder that is in the row', 'server/http/app.ts', '../../shared/contract/rest.ts'],
    ['of whatever there is, for the composition root', 'server/app.ts', './analysis/process/main.ts'],
    ['of packages', 'server/http/app.ts', 'express'],
    ['of a package that a shared part names', 'shared/coaching/tracker.ts', 'zod'],
    ['of Node’s own modules in scripts', 'scripts/setup.mjs', 'node:fs'],
  ])('are let through: %s', (_, file, imported) => {
    expect(found(file, imported)).toEqual([]);
  });

  it.each([
    [
      'another part of the same row',
      'server/http/app.ts',
      '../live/gateway.ts',
      'server/http may not import server/live',
    ],
    [
      'a folder with a row of its own in a permitted one',
      'server/analysis/pool.ts',
      './process/main.ts',
      'server/analysis may not import server/analysis/process',
    ],
    [
      'a neighbour in shared',
      'shared/coaching/tracker.ts',
      '../contract/rest.ts',
      'shared/coaching may not import shared/contract',
    ],
    ['a package in shared that no row names', 'shared/coaching/tracker.ts', 'node:fs', 'imports node:fs'],
    ['a package in scripts', 'scripts/setup.mjs', 'commander', 'imports commander'],
    ['a file of no part', 'server/app-two.ts', './app.ts', 'server/app-two.ts belongs to no part'],
    ['from a permitted part a file of none', 'server/http/app.ts', '../unknown/a.ts', 'belongs to no part'],
  ])('are refused: %s', (_, file, imported, reason) => {
    expect(found(file, imported)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['for types', "import type { Gateway } from '../live/gateway.ts';"],
    ['over several lines', "import {\n  type A,\n  b,\n} from '../live/gateway.ts';"],
    ['for the effect', "import '../live/gateway.ts';"],
    ['on demand', "const { a } = await import('../live/gateway.ts');"],
    ['to hand on', "export { a } from '../live/gateway.ts';"],
  ])('are found however they are written: %s', (_, text) => {
    expect(violations(parts, [{ file: 'server/http/app.ts', text }])).toHaveLength(1);
  });

  it('need a table', () => {
    expect(() => readParts('# Architecture')).toThrow(/no table/);
  });
});
