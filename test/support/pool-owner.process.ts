/** A process that owns an analysis pool and prints its workers' process ids, to be killed by a test. */
import { pino } from 'pino';
import { AnalysisPool } from '../../server/analysis/pool.ts';

const pool = await AnalysisPool.create({ workers: 1, logger: pino({ level: 'silent' }) });
console.log(JSON.stringify(pool.pids));
