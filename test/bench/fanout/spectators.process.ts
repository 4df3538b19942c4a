import { processCpuMs } from '../../../server/support/process-cpu.ts';
import { obeyCommands } from '../support/helper-process.ts';
import { Spectator } from './spectator.ts';
import type { SpectatorsCommand, SpectatorsReply } from './spectators.ts';

const spectators: Spectator[] = [];

/** Everybody comes from an address of their own. */
const addressOf = (index: number) => `10.0.${index >> 8}.${index & 255}`;

obeyCommands<SpectatorsCommand, SpectatorsReply>(async (command) => {
  if (command.type === 'report') {
    return { type: 'reported', spectators: spectators.map((spectator) => spectator.report()), cpuMs: processCpuMs() };
  }
  // One after the other: a crowd at the door is another benchmark.
  for (let joined = 0; joined < command.count; joined += 1) {
    spectators.push(await Spectator.join(command.seat, addressOf(spectators.length)));
  }
  return { type: 'joined' };
});
