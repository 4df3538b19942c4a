import { Command } from 'commander';
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { Records } from '../records/records.ts';

/** `sideline progress …`: what people's training came to. */
export function progressCommand(): Command {
  return new Command('progress').description('what people’s training came to').addCommand(recomputeCommand());
}

/** `sideline progress recompute`: with the embedded database the server must be stopped, since one process alone can use that. */
function recomputeCommand(): Command {
  return new Command('recompute')
    .description('make the progress of everybody anew from what their sessions came to')
    .action(async () => {
      const { databaseUrl, databaseConnections: connections, dataDir } = loadConfig(process.env);
      const records = await Records.create({ databaseUrl, connections, dataDir, logger: pino({ level: 'silent' }) });
      try {
        const { results, progress } = await records.progress.recompute();
        console.log(`Results of athletes in sessions: ${results}. Pairs of person and activity: ${progress}.`);
      } finally {
        await records.close();
      }
    });
}
