/** What `--activity` names: a built-in activity, a file of one's own, or `auto`. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ACTIVITIES, type Activity, activitySchema, findActivity } from '../../shared/coaching/index.ts';
import { UsageError } from './usage-error.ts';

/** Definitions have some kB; whatever is larger is something else. */
const MAX_BYTES = 1_000_000;

export const ACTIVITY_HELP = `what is done: ${ACTIVITIES.map(({ id }) => id).join(', ')}; a file with an activity of your own (JSON); or auto to guess`;

/** @throws UsageError for what is none of these */
export async function chosenActivity(choice: string): Promise<Activity | 'auto'> {
  if (choice === 'auto') return choice;
  const builtIn = findActivity(choice);
  if (builtIn) return builtIn;
  const text = await textOf(choice);
  if (text === undefined) {
    const known = ACTIVITIES.map(({ id }) => id).join(', ');
    throw new UsageError(`there is no activity and no file "${choice}"; known are ${known}, and auto to guess`);
  }
  const parsed = activitySchema.safeParse(parsedJson(choice, text));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${choice} is no activity:\n${z.prettifyError(parsed.error)}`);
}

/** `undefined` when there is no such file. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new UsageError(`${path} is no activity: it has ${size} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function parsedJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no activity: it is not JSON (${error instanceof Error ? error.message : error})`);
  }
}
