/** Takes that are not sent yet, kept in this browser piece by piece, so that a reload or crash loses no more than the last second. */
import { z } from 'zod';
import { lessonEntrySchema } from '../../shared/contract/lessons.ts';

const headSchema = z.object({
  /** Of the lesson that it becomes. */
  id: z.uuid(),
  /** Who records it: several people may use one browser. */
  userId: z.uuid(),
  sessionId: z.uuid(),
  /** Whose picture is seen; null where the session has one film. */
  participantId: z.uuid().nullable(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
});
export type TakeHead = z.infer<typeof headSchema>;

const pieceSchema = z.object({
  take: z.uuid(),
  /** 0, 1, 2 … within the take. */
  number: z.int(),
  /** Which recording without a break it belongs to: each begins with how everything is. */
  segment: z.int(),
  /** Of the file that the browser’s recorder writes of a segment. */
  sound: z.instanceof(Blob),
  /** Ms since the segment began. */
  untilMs: z.number(),
  /** What was done; `t` is ms since the segment began. */
  entries: z.array(lessonEntrySchema),
});
export type TakePiece = z.infer<typeof pieceSchema>;

const NAME = 'sideline-takes';
const HEADS = 'takes';
const PIECES = 'pieces';
/** A take that nobody went on with is removed after this, ms: 30 days. */
const KEPT_MS = 30 * 86_400_000;

export class TakeStore {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** @throws DOMException where the browser keeps nothing, such as in some private windows */
  static async open(): Promise<TakeStore> {
    const opening = indexedDB.open(NAME, 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(HEADS, { keyPath: 'id' });
      opening.result.createObjectStore(PIECES, { keyPath: ['take', 'number'] });
    });
    return new TakeStore(await resultOf(opening));
  }

  /** @throws DOMException when there is no room */
  async begin(head: TakeHead): Promise<void> {
    await this.#write((heads) => heads.put(head));
  }

  /** Sound and log together, so that they stay in step. @throws DOMException when there is no room */
  async add(piece: TakePiece): Promise<void> {
    await this.#write((_heads, pieces) => pieces.put(piece));
  }

  /** Takes of a person over a session, the oldest first. */
  async of(userId: string, sessionId: string): Promise<TakeHead[]> {
    const kept = z.array(headSchema.nullable().catch(null)).parse(await this.#all(HEADS));
    const takes = kept.filter((take) => take !== null);
    for (const { id, createdAt } of takes) {
      if (Date.now() - Date.parse(createdAt) > KEPT_MS) await this.remove(id);
    }
    return takes
      .filter((take) => take.userId === userId && take.sessionId === sessionId)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  /** In order, up to the first one that can't be read. */
  async pieces(take: string): Promise<TakePiece[]> {
    const pieces: TakePiece[] = [];
    for (const kept of await this.#all(PIECES, piecesOf(take))) {
      const { data } = pieceSchema.safeParse(kept);
      if (!data) break;
      pieces.push(data);
    }
    return pieces;
  }

  async remove(take: string): Promise<void> {
    await this.#write((heads, pieces) => {
      heads.delete(take);
      pieces.delete(piecesOf(take));
    });
  }

  close(): void {
    this.#database.close();
  }

  #all(name: string, range?: IDBKeyRange): Promise<unknown[]> {
    return resultOf<unknown[]>(this.#database.transaction(name).objectStore(name).getAll(range));
  }

  /** Resolves when it is on the disk. */
  async #write(change: (heads: IDBObjectStore, pieces: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction([HEADS, PIECES], 'readwrite', { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('not written')));
    });
    change(transaction.objectStore(HEADS), transaction.objectStore(PIECES));
    await done;
  }
}

const piecesOf = (take: string) => IDBKeyRange.bound([take, 0], [take, Number.MAX_SAFE_INTEGER]);

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
