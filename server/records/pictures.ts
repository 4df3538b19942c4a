/** Pictures of people, as they are kept. */
import { z } from 'zod';
import type { User } from '../../shared/contract/rest.ts';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';

const pictureSchema = z.instanceof(Buffer);
const rowsSchema = z.array(z.object({ id: z.uuid(), picture: pictureSchema }));
export type KeptPicture = z.infer<typeof rowsSchema>[number];

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Pictures {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @param picture null takes it away */
  async set(user: User, picture: Buffer | null): Promise<void> {
    await this.#database.asServer((sql) =>
      picture
        ? sql`
            insert into private.profile_pictures (user_id, picture) values (${user.id}, ${picture})
            on conflict (user_id) do update set picture = excluded.picture, updated_at = now()
          `
        : sql`delete from private.profile_pictures where user_id = ${user.id}`,
    );
  }

  of(user: User): Promise<Buffer | undefined> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`select picture from private.profile_pictures where user_id = ${user.id}`;
      return maybeOne(z.object({ picture: pictureSchema }), rows)?.picture;
    });
  }

  /** By user id, of those whom the user may know. */
  known(user: User): Promise<KeptPicture[]> {
    return this.#database.asUser(user, async (sql) =>
      rowsSchema.parse(await sql`select user_id as id, picture from private.pictures_known()`),
    );
  }

  /** By participant id, of athletes and coaches of a session; of none where the user has no place in it. */
  inSession(user: User, sessionId: string): Promise<KeptPicture[]> {
    return this.#database.asUser(user, async (sql) =>
      rowsSchema.parse(await sql`select participant_id as id, picture from private.pictures_in_session(${sessionId})`),
    );
  }
}
