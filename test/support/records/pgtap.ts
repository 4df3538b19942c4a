/** Our pgTAP tests on any database: without `pg_prove`, and without pgTAP as an extension of the server's. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type pg from 'pg';

const TESTS = new URL('../../../supabase/tests/', import.meta.url);
const BUNDLE = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite-pgtap')), 'pgtap.tar.gz');

/** Files of `supabase/tests`. */
export const pgTapTests = (): string[] => readdirSync(TESTS).filter((name) => name.endsWith('.sql'));

/** pgTAP's functions, as its extension would make them. */
export function pgTapFunctions(): string {
  const files = untar(gunzipSync(readFileSync(BUNDLE)));
  const version = /default_version = '([\d.]+)'/.exec(textOf(files, 'pgtap.control'))?.[1];
  return textOf(files, `pgtap--${version}.sql`).replace(/^\\.*$/gm, '');
}

/** Runs one file; what was not right, and how many tests there were. */
export async function runPgTap(
  client: pg.ClientBase,
  file: string,
): Promise<{ failures: string[]; passed: number; planned: number }> {
  const text = readFileSync(new URL(file, TESTS), 'utf8').replace('create extension if not exists pgtap;', '');
  const results = await client.query({ text, rowMode: 'array' });
  const lines = [results].flat().flatMap(({ rows }) => rows.map(([cell]: unknown[]) => String(cell)));
  return {
    failures: lines.filter((line) => line.startsWith('not ok') || line.startsWith('# ')),
    passed: lines.filter((line) => line.startsWith('ok ')).length,
    planned: Number(/^1\.\.(\d+)$/m.exec(lines.join('\n'))?.[1]),
  };
}

function textOf(files: ReadonlyMap<string, Buffer>, name: string): string {
  const [file] = [...files].filter(([path]) => path.endsWith(`/${name}`));
  if (!file) throw new Error(`pgTAP has no ${name}`);
  return file[1].toString();
}

/** The files of a tar archive: blocks of 512 bytes, a header and then the content of each. */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const field = (from: number, to: number) => archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    files.set(field(0, 100), archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
