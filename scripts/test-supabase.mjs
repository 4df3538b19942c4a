/**
 * `npm run test:supabase`: the tests of everything that a Supabase project does, on a real one instead of its stand-in. It leaves people and
 * sessions of tests there. `.github/workflows/supabase.yml` runs it on the stack of Supabase's own command line.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './setup/paths.mjs';
import { missingForStack } from './setup/supabase-stack.mjs';

const missing = missingForStack(process.env);
if (missing.length > 0) {
  console.log(`skipped: there is no real Supabase stack to test on; not set: ${missing.join(', ')}`);
} else {
  const { status } = spawnSync(
    process.execPath,
    [
      join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
      ...[
        'run',
        '--project',
        'integration',
        'test/integration/identity/supabase-project.test.ts',
        '-t',
        'a real Supabase stack',
      ],
    ],
    { cwd: projectRoot, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TEST_ON_SUPABASE: 'true' } },
  );
  process.exitCode = status ?? 1;
}
