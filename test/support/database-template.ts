/** Creating an embedded database takes seconds, copying one does not: it is made once for all tests of a run. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startProgram } from './start-program.ts';

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
  // In a process of its own: this one has its WebAssembly optimised, which takes longer than all the rest.
  const maker = startProgram(new URL('./make-template.process.ts', import.meta.url), [folder]);
  const [code] = await once(maker, 'exit');
  if (code !== 0) throw new Error(`the database for the tests could not be made (${code})`);
  run.provide('databaseTemplate', folder);
  return () => rm(folder, { recursive: true, force: true });
}
