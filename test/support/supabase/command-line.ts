/** Supabase's own command line, on a copy of our folder, without Docker. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../../scripts/setup/paths.mjs';

const PROGRAM = join(dirname(createRequire(import.meta.url).resolve('supabase/package.json')), 'dist/supabase.js');

export class SupabaseCommandLine {
  /** It keeps notes beside the project's files, so it gets a copy. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'sideline-supabase-'));

  constructor() {
    cpSync(join(projectRoot, 'supabase'), join(this.#folder, 'supabase'), { recursive: true });
  }

  /** @throws Error with all that it said, when it fails */
  run(...args: string[]): { stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, '--workdir', this.#folder], {
      env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1' },
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`supabase ${args.join(' ')} failed: ${stdout}${stderr}`);
    return { stdout, stderr };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
