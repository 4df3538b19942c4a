import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { VARIABLES } from '../../../server/variables.ts';

const DOCS = new URL('../../../docs/', import.meta.url);

/** Of set-up, tests and the libraries beneath; those of the server stand in the table. */
const NOT_OF_THE_SERVER = [
  ...['SIDELINE_CACHE_DIR', 'SIDELINE_CHROMIUM', 'SIDELINE_FIREFOX', 'MEDIASOUP_WORKER_BIN'],
  'MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD',
];

it('has every variable, as it is described to those who get it wrong, on its page', async () => {
  const page = await readFile(new URL('configuration.md', DOCS), 'utf8');
  for (const [name, { about, example }] of Object.entries(VARIABLES)) {
    expect(page).toContain(`| \`${name}\` |`);
    expect(page).toContain(`| ${about} | \`${example}\` |`);
  }
});

it('names no variable, on any page, that nothing reads', async () => {
  const pages = (await readdir(DOCS)).filter((name) => name.endsWith('.md')).map((name) => new URL(name, DOCS));
  const known = new Set([...Object.keys(VARIABLES), ...NOT_OF_THE_SERVER]);
  for (const page of [...pages, new URL('../README.md', DOCS), new URL('../CONTRIBUTING.md', DOCS)]) {
    const named =
      (await readFile(page, 'utf8')).match(/\b(SIDELINE|SUPABASE|DATABASE|MEDIASOUP)_[A-Z_]+[A-Z]\b/g) ?? [];
    expect({ page: page.pathname, unknown: named.filter((name) => !known.has(name)) }).toEqual({
      page: page.pathname,
      unknown: [],
    });
  }
});
