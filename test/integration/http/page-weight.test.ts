/** How much a visit loads, and that nothing which it needs is left out; in the pages as they are built for users. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What Vite says of each module that a file was made for: https://vite.dev/guide/backend-integration */
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);

let folder: string;
let manifest: z.infer<typeof manifestSchema>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sideline-pages-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  // In a process of its own: React is built otherwise where the environment is that of a test.
  await promisify(execFile)(process.execPath, [vite, 'build', '--manifest', '--outDir', folder], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files that the browser has once it shows these pages: what each begins with, and what that imports. */
function filesFor(pages: readonly string[]): Set<string> {
  const files = new Set(['index.html']);
  const add = (module: string) => {
    const made = manifest[module];
    if (!made) throw new Error(`nothing was made for ${module}`);
    if (files.has(made.file)) return;
    for (const file of [made.file, ...made.css]) files.add(file);
    for (const imported of made.imports) add(imported);
  };
  add('index.html');
  for (const page of pages) add(`pages/${page}.tsx`);
  return files;
}

/** Bytes on the wire. */
async function weightOf(files: ReadonlySet<string>): Promise<number> {
  const contents = await Promise.all([...files].map((file) => readFile(join(folder, file))));
  return contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
}

it.each([
  { who: 'who opens a link to a session', pages: ['join'], limit: 200_000 },
  { who: 'who opens a link and joins as a spectator', pages: ['join', 'live'], limit: 338_000 },
  { who: 'who comes to the start', pages: ['home'], limit: 225_000 },
  { who: 'who looks at past sessions', pages: ['sessions'], limit: 222_000 },
])('is light for $who', async ({ pages, limit }) => {
  expect(await weightOf(filesFor(pages))).toBeLessThan(limit);
});

it('has styles for every component', async () => {
  const ofMantine = await readFile(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8');
  const classesIn = async (ending: string) => {
    const assets = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith(ending));
    const texts = await Promise.all(assets.map((name) => readFile(join(folder, 'assets', name), 'utf8')));
    return new Set(texts.join('\n').match(/\bm_[0-9a-f]+\b/g));
  };
  const styled = await classesIn('.css');
  const needed = [...(await classesIn('.js'))].filter((name) => ofMantine.includes(name));
  expect(needed.length).toBeGreaterThan(50);
  expect(needed.filter((name) => !styled.has(name))).toEqual([]);
});
