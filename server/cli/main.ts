/** The command line. A command is a file beside this one, added to the list below. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '../config.ts';
import { analyseCommand } from './analyse.ts';
import { doctorCommand } from './doctor.ts';
import { migrateCommand } from './migrate.ts';
import { progressCommand } from './progress.ts';
import { startCommand } from './start.ts';
import { trackCommand } from './track.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  description: string;
};

const program = new Command('sideline')
  .description(manifest.description)
  .version(manifest.version)
  .showHelpAfterError();

const commands = [
  startCommand(),
  doctorCommand(),
  analyseCommand(),
  trackCommand(),
  progressCommand(),
  migrateCommand(),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
}

try {
  await program.parseAsync();
} catch (error) {
  // What the person at the keyboard can mend is printed without a stack.
  console.error(error instanceof ConfigError ? error.message : error);
  console.error('`npm run sideline -- doctor` checks this machine and the configuration.');
  process.exitCode = 1;
}
