/** What is done of a move, kept in the data folder, so that the next try goes on from there. */
import { appendFile, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MoveError } from './move-error.ts';

const headerSchema = z.object({ to: z.enum(['supabase', 'embedded']), project: z.string(), own: z.string() });
/** Which way, and between which two places. */
export type Route = z.infer<typeof headerSchema>;

const lineSchema = z.union([
  z.object({ moved: z.string() }),
  /** An unfinished transfer: where it goes on. */
  z.object({ name: z.string(), transfer: z.string() }),
]);

export class MoveJournal {
  /** Whether an earlier try left it. */
  readonly resumed: boolean;
  readonly #path: string;
  readonly #moved = new Set<string>();
  readonly #transfers = new Map<string, string>();

  private constructor(path: string, lines: readonly string[]) {
    this.#path = path;
    this.resumed = lines.length > 0;
    for (const line of lines) this.#read(line);
  }

  /** @throws MoveError when another move was begun here and not finished */
  static async open(dataDir: string, route: Route): Promise<MoveJournal> {
    const path = join(dataDir, 'migration.jsonl');
    const [header, ...lines] = await linesOf(path);
    if (header === undefined) return new MoveJournal(path, []);
    if (header !== JSON.stringify(route)) {
      throw new MoveError(
        `Another move was begun here and not finished: ${header}. Finish that one, or empty its target and remove ${path}.`,
        { refused: true },
      );
    }
    return new MoveJournal(path, [header, ...lines]);
  }

  /** From here on an interrupted move can go on. */
  async begin(route: Route): Promise<void> {
    if (this.resumed) return;
    // An earlier try may have ended between making the file and writing to it.
    const file = await open(this.#path, 'w', 0o600);
    try {
      await file.write(`${JSON.stringify(route)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  isMoved(name: string): boolean {
    return this.#moved.has(name);
  }

  /** The file is in the other place and was compared there. */
  async noteMoved(name: string): Promise<void> {
    this.#moved.add(name);
    await this.#append({ moved: name });
  }

  transferOf(name: string): string | undefined {
    return this.#transfers.get(name);
  }

  async noteTransfer(name: string, transfer: string): Promise<void> {
    this.#transfers.set(name, transfer);
    await this.#append({ name, transfer });
  }

  /** All is done: the next move is another one. */
  async end(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  #append(line: z.infer<typeof lineSchema>): Promise<void> {
    return appendFile(this.#path, `${JSON.stringify(line)}\n`);
  }

  #read(text: string): void {
    const line = lineSchema.safeParse(jsonOf(text)).data;
    if (!line) return;
    if ('moved' in line) this.#moved.add(line.moved);
    else this.#transfers.set(line.name, line.transfer);
  }
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The last line may have been cut off. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
