/** `npm run audit`: fails when a dependency has a known hole; says so where the registry has no advisories to ask for. */
import { spawnSync } from 'node:child_process';
import { auditVerdict } from './setup/audit-verdict.mjs';
import { npmCommand } from './setup/dependencies.mjs';
import { projectRoot } from './setup/paths.mjs';

const npm = npmCommand(process.env);
const { stdout } = spawnSync(npm.program, [...npm.args, 'audit', '--json', '--loglevel=silent'], {
  cwd: projectRoot,
  encoding: 'utf8',
  shell: npm.shell,
  timeout: 60_000,
});
const { checked, holes, reason } = auditVerdict(stdout ?? '');
if (!checked) console.log(`audit: not checked, the registry gives no advisories: ${reason}`);
else if (holes.length === 0) console.log('audit: no known holes');
else {
  console.error(['audit: known holes', ...holes].join('\n  '));
  process.exitCode = 1;
}
