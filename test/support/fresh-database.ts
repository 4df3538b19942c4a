/** Kept apart from what makes the template: that runs before the tests, this within them. */
import { cpSync } from 'node:fs';
import { inject } from 'vitest';
import type {} from './database-template.ts';

/** Puts a fresh database into a data folder: a thousand small files, which copied one by one at leisure cost four times as much. */
export function copyTemplate(dataDir: string): void {
  cpSync(inject('databaseTemplate'), dataDir, { recursive: true });
}
