/** Makes a database with all its tables, in the data folder that it is given. */
import { pino } from 'pino';
import { Jobs } from '../../server/jobs/jobs.ts';
import { Records } from '../../server/records/records.ts';

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('name the data folder');
const logger = pino({ level: 'silent' });
const records = await Records.create({ dataDir, logger });
// The queue's tables take seconds too.
const jobs = await Jobs.create({ statements: records.statements, node: 'template', logger });
await jobs.close();
await records.close();
