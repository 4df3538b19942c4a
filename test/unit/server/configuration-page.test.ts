import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { VARIABLES } from '../../../server/variables.ts';

it('has every variable, as it is described to those who get it wrong, on its page', async () => {
  const page = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  for (const [name, { about, example }] of Object.entries(VARIABLES)) {
    expect(page).toContain(`| \`${name}\` |`);
    expect(page).toContain(`| ${about} | \`${example}\` |`);
  }
});
