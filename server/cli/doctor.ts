import { Command } from 'commander';
import { examine } from './doctor/examine.ts';
import { printFindings } from './doctor/print.ts';

/** `sideline doctor`: looks for what would keep the server from working, and says what to do about it. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check Node, media worker, ports, addresses, storage, sign-in, browser and pose engine')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: true }) => {
      const findings = await examine(process.env);
      const ok = findings.every(({ status }) => status !== 'fail');
      if (json) console.log(JSON.stringify({ ok, checks: findings }, null, 2));
      else printFindings(findings);
      process.exitCode = ok ? 0 : 1;
    });
}
