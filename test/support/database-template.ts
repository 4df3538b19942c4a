/** Creating an embedded database takes seconds, copying one does not: it is made once for all tests of a run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { Jobs } from '../../server/jobs/jobs.ts';
import { Records } from '../../server/records/records.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseTemplate: string;
  }
}

/** Before the tests of each project; the first makes it for all of them, and returns what is to be done afterwards. */
export default async function createTemplate(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  if (run.getProvidedContext().databaseTemplate) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'sideline-template-'));
  const logger = pino({ level: 'silent' });
  const records = await Records.create({ dataDir: folder, logger });
  // The queue's tables take seconds too.
  const jobs = await Jobs.create({ statements: records.statements, node: 'template', logger });
  await jobs.close();
  await records.close();
  run.provide('databaseTemplate', folder);
  return () => rm(folder, { recursive: true, force: true });
}
