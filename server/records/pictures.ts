/** Pictures of people, as they are kept. */
import { z } from 'zod';
import type { User } from '../../shared/contract/rest.ts';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';

const rowsSchema = z.array(z.object({ id: z.uuid(), name: z.string() }));
/** Whose picture it is, and how its file is called in the store. */
export type KeptPicture = z.infer<typeof rowsSchema>[number];

/** A file in the store. */
export interface PictureFile {
  name: string;
  bytes: number;
  sha256: string;
}

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Pictures {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The file that was the user's until now is to be removed then. @param picture null takes it away */
  async set(user: User, picture: PictureFile | null): Promise<void> {
    await this.#database.asServer((sql) =>
      picture
        ? sql`
            insert into private.profile_pictures (user_id, name, bytes, sha256)
            values (${user.id}, ${picture.name}, ${picture.bytes}, ${picture.sha256})
            on conflict (user_id) do update
            set name = excluded.name, bytes = excluded.bytes, sha256 = excluded.sha256, updated_at = now()
          `
        : sql`delete from private.profile_pictures where user_id = ${user.id}`,
    );
  }

  of(user: User): Promise<KeptPicture | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        rowsSchema.element,
        await sql`select user_id as id, name from private.profile_pictures where user_id = ${user.id}`,
      ),
    );
  }

  /** By user id, of those whom the user may know. */
  known(user: User): Promise<KeptPicture[]> {
    return this.#database.asUser(user, async (sql) =>
      rowsSchema.parse(await sql`select user_id as id, name from private.pictures_known()`),
    );
  }

  /** By participant id, of athletes and coaches of a session; of none where the user has no place in it. */
  inSession(user: User, sessionId: string): Promise<KeptPicture[]> {
    return this.#database.asUser(user, async (sql) =>
      rowsSchema.parse(await sql`select participant_id as id, name from private.pictures_in_session(${sessionId})`),
    );
  }
}
