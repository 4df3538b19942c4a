/** A server that writes events without end and prints each that was acknowledged, until it is killed. */

import { pino } from 'pino';
import { Records } from '../../../server/records/records.ts';
import { aRepetition, coachingEvent } from './events.ts';
import { aGuest } from './people.ts';
import { aNewSession } from './sessions.ts';

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('name the data folder');
const records = await Records.create({ dataDir, logger: pino({ level: 'silent' }) });
const user = await aGuest(records.accounts, 'Ada');
const { id } = await records.sessions.create(user, aNewSession());
process.stdout.write(`${JSON.stringify({ user, id })}\n`);

for (let seq = 1; ; seq += 1) {
  void records.journal
    .append(id, coachingEvent(seq, aRepetition({ index: seq })))
    .then(() => process.stdout.write(`${seq}\n`));
  if (seq % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
