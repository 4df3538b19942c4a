/** What GoTrue's administration takes and refuses of a new person: https://github.com/supabase/auth, `internal/api/admin.go`. */
import { randomBytes, randomUUID } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import type pg from 'pg';
import { z } from 'zod';

export const newPersonSchema = z.object({
  id: z.uuid().optional(),
  email: z.string().optional(),
  password: z.string().optional(),
  password_hash: z.string().optional(),
  email_confirm: z.boolean().default(false),
  user_metadata: z.record(z.string(), z.unknown()).default({}),
  app_metadata: z.record(z.string(), z.unknown()).default({}),
});

const ARGON2 = /^[$]argon2(d|i|id)[$]v=(16|19)[$]m=[0-9]+,t=[0-9]+,p=[0-9]+[$][^$]*[$].*$/;
const BCRYPT = /^[$]2[aby]?[$]\d\d[$][./A-Za-z0-9]{53}$/;

/** @returns the person's row, or why there is none */
function aNewPerson(wish: z.infer<typeof newPersonSchema>) {
  const { email, password, password_hash: hash } = wish;
  if (!email) return { refusal: 'Cannot create a user without either an email or phone' };
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) return { refusal: 'Unable to validate email address: invalid format' };
  if (password && hash) return { refusal: 'Only a password or a password hash should be provided' };
  if (hash !== undefined && !ARGON2.test(hash) && !BCRYPT.test(hash)) {
    return { refusal: 'Password hash is of no known form' };
  }
  return {
    id: wish.id ?? randomUUID(),
    email: email.toLowerCase(),
    // Without either it makes a password that nobody knows.
    passwordHash: hash ?? password ?? `$2a$10$${randomBytes(40).toString('hex').slice(0, 53)}`,
    userMetadata: { ...wish.user_metadata, ...(wish.email_confirm && { email_verified: true }) },
    appMetadata: { provider: 'email', providers: ['email'], ...wish.app_metadata },
  };
}

/** @returns the person's id, or why nobody was made */
export async function addPerson(
  database: pg.Client,
  wish: z.infer<typeof newPersonSchema>,
): Promise<{ id?: string; refusal?: string }> {
  const person = aNewPerson(wish);
  if (person.refusal !== undefined) return { refusal: person.refusal };
  const { id, email, passwordHash, userMetadata, appMetadata } = person;
  const taken = await database.query('select from auth.users where email = $1 or id = $2', [email, id]);
  if (taken.rowCount) return { refusal: 'A user with this email address has already been registered' };
  await database.query(
    `insert into auth.users (
       instance_id, id, aud, role, email, encrypted_password, raw_user_meta_data, raw_app_meta_data, email_confirmed_at,
       created_at, updated_at
     ) values ($1, $2, 'authenticated', 'authenticated', $3, $4, $5, $6, now(), now(), now())`,
    ['00000000-0000-0000-0000-000000000000', id, email, passwordHash, userMetadata, appMetadata],
  );
  return { id };
}

/** @param kept a hash; what was signed up with is kept as it is here */
export const matchesPassword = async (kept: string | null, given: string | undefined): Promise<boolean> =>
  given !== undefined && (kept?.startsWith('$argon2') ? await verify(kept, given) : kept === given);
