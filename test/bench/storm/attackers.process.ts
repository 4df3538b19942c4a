/** The attackers' own process. */
import { constants, setPriority } from 'node:os';
import { processCpuMs } from '../../../server/support/process-cpu.ts';
import { obeyCommands } from '../support/helper-process.ts';
import { Attacker } from './attacker.ts';
import type { AttackersCommand, AttackersReply } from './attackers.ts';
import { ATTACK_NAMES, ATTACKS } from './attacks.ts';

// So that the cores that they share measure the server and not the attackers, who still get their part of them.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

let attacker: Attacker | undefined;

obeyCommands<AttackersCommand, AttackersReply>(async (command) => {
  if (command.type === 'report') return { type: 'reported', done: { ...attacker?.done, 'CPU ms': processCpuMs() } };
  attacker = new Attacker(command, ATTACK_NAMES.indexOf(command.name));
  await ATTACKS[command.name].begin(attacker);
  await attacker.underWay;
  return { type: 'attacking' };
});
