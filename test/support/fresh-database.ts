/** Kept apart from what makes the template, which loads the whole database. */
import { cp } from 'node:fs/promises';
import { inject } from 'vitest';
import type {} from './database-template.ts';

/** Puts a fresh database into a data folder. */
export function copyTemplate(dataDir: string): Promise<void> {
  return cp(inject('databaseTemplate'), dataDir, { recursive: true });
}
