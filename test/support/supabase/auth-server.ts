/**
 * The documented protocol of GoTrue (Supabase Auth), as far as its clients use it here, and strict: it wants its keys where the real one
 * does, and writes people into the database as the real one does, in tables of its own shape. The real one needs Docker.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import pg from 'pg';
import { z } from 'zod';
import { addPerson, matchesPassword, newPersonSchema } from './auth-administration.ts';
import { Detours } from './auth-detours.ts';
import { Refusal } from './auth-refusal.ts';
import { AUTH_SCHEMA, type UserRow } from './auth-schema.ts';

export const PUBLISHABLE_KEY = 'sb_publishable_for_tests';
export const SECRET_KEY = 'sb_secret_for_tests';
export const LEGACY_SECRET = 'the legacy secret of the project for tests';

const bodySchema = z.object({
  email: z.string().optional(),
  password: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  refresh_token: z.string().optional(),
});

interface Key {
  id: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

async function aKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const id = randomUUID();
  return { id, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: id, alg: 'ES256', use: 'sig' } };
}

export class AuthServer {
  /** As `SUPABASE_URL`. */
  readonly url: string;
  /** Answers nothing but 503, as long as it is set. */
  down = false;
  /** The administration makes so many people, and fails from then on. */
  refuseAfter = Number.POSITIVE_INFINITY;
  /** How many mails the administration made it send. */
  mails = 0;
  /** By links in mails and by providers. */
  readonly detours: Detours;
  /** The project's other parts answer on it too: those of plain requests by the beginning of their paths. */
  readonly http: Server;
  readonly parts = new Map<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>();
  readonly #database: pg.Client;
  readonly #refreshTokens = new Map<string, { userId: string; sessionId: string }>();
  readonly #key: Key;

  private constructor(server: Server, port: number, database: pg.Client, key: Key) {
    this.#key = key;
    this.http = server;
    this.url = `http://127.0.0.1:${port}`;
    this.#database = database;
    this.detours = new Detours({
      address: `${this.url}/auth/v1`,
      database,
      make: (email) => this.#make({ email, data: { name: 'Somebody' } }),
      session: (row) => this.#session(row),
    });
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** @param databaseUrl of an empty database, which becomes a project's */
  static async start(databaseUrl: string): Promise<AuthServer> {
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(AUTH_SCHEMA);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new AuthServer(server, address.port, database, await aKey());
  }

  /** How many people GoTrue knows. */
  async people(): Promise<number> {
    return Number((await this.#database.query('select count(*) from auth.users')).rows[0].count);
  }

  /** The same session, with a token by the legacy secret. */
  async legacyToken(accessToken: string): Promise<string> {
    return await new SignJWT(await this.claimsOf(accessToken))
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode(LEGACY_SECRET));
  }

  /** What a token says. @throws when it is not one of ours, or has run out */
  async claimsOf(token: string): Promise<JWTPayload> {
    return (await jwtVerify(token, await this.#publicKey())).payload;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
    await this.#database.end();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const part = [...this.parts].find(([path]) => request.url?.startsWith(path));
    if (part) return await part[1](request, response);
    response.setHeader('X-Supabase-Api-Version', '2024-01-01');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'X-Total-Count, Link, X-Supabase-Api-Version');
    response.setHeader(
      'Access-Control-Allow-Headers',
      'apikey, authorization, content-type, x-client-info, x-supabase-api-version',
    );
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
    try {
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      if (this.down) throw new Refusal(503, 'unexpected_failure', 'down');
      const answer = await this.#answer(request, new URL(request.url ?? '/', this.url));
      if (answer === undefined) response.writeHead(204).end();
      else if (answer instanceof URL) response.writeHead(302, { Location: answer.href }).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      const { status, code, message } =
        error instanceof Refusal ? error : new Refusal(500, 'unexpected_failure', String(error));
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code, message }));
    }
  }

  async #answer(request: IncomingMessage, { pathname, searchParams }: URL): Promise<unknown> {
    const route = `${request.method} ${pathname.replace(/^\/auth\/v1/, '')}`;
    if (route === 'GET /.well-known/jwks.json') return { keys: [this.#key.publicJwk] };
    // Pages are led there, and bring no key.
    const elsewhere = await this.detours.follow(route, searchParams);
    if (elsewhere) return elsewhere;
    const isAdmin = pathname.startsWith('/auth/v1/admin/');
    const wanted = isAdmin ? SECRET_KEY : PUBLISHABLE_KEY;
    if (request.headers.apikey !== wanted) throw new Refusal(401, 'no_authorization', 'Invalid API key');
    if (isAdmin) return await this.#administrate(route, await text(request));
    const body = bodySchema.parse(JSON.parse((await text(request)) || '{}'));
    switch (route) {
      case 'GET /settings':
        return {
          external: { email: true, phone: false, anonymous_users: true, github: true, google: true, apple: false },
        };
      case 'POST /signup':
        return await this.#signUp(body, searchParams.get('redirect_to'));
      case 'POST /token':
        return searchParams.get('grant_type') === 'password' ? await this.#byPassword(body) : await this.#renew(body);
      case 'POST /recover':
      case 'POST /otp':
        return await this.detours.mail(route, { email: body.email ?? '', back: searchParams.get('redirect_to') });
      case 'GET /user/identities/authorize':
        return this.detours.link(await this.#caller(request), searchParams);
      case 'GET /user':
        return userOf(await this.#caller(request));
      case 'PUT /user':
        return await this.#changeOwn((await this.#caller(request)).id, body, searchParams.get('redirect_to'));
      case 'POST /logout': {
        const { session_id: sessionId } = await this.#claims(request);
        await this.#database.query('delete from auth.sessions where id = $1', [sessionId]);
        return undefined;
      }
      default:
        throw new Refusal(404, 'not_found', `nothing at ${route}`);
    }
  }

  async #administrate(route: string, body: string): Promise<object> {
    if (route === 'GET /admin/users') return { users: [], aud: 'authenticated' };
    if (route === 'POST /admin/users') {
      if (this.refuseAfter === 0) throw new Refusal(422, 'validation_failed', 'refused by the test');
      this.refuseAfter -= 1;
      const wish = newPersonSchema.parse(JSON.parse(body));
      const { id, refusal } = await addPerson(this.#database, wish);
      if (refusal !== undefined) throw new Refusal(422, 'validation_failed', refusal);
      if (!wish.email_confirm) this.mails += 1;
      return userOf(await this.#find(id));
    }
    const [, id] = /^DELETE \/admin\/users\/([\w-]+)$/.exec(route) ?? [];
    if (!id) throw new Refusal(404, 'not_found', `nothing at ${route}`);
    const { rowCount } = await this.#database.query('delete from auth.users where id = $1', [id]);
    if (rowCount === 0) throw new Refusal(404, 'user_not_found', 'User not found');
    return {};
  }

  async #signUp(body: z.infer<typeof bodySchema>, back: string | null): Promise<object> {
    const person = await this.#make(body);
    if (!body.email || !this.detours.confirmsAddresses) return await this.#session(person);
    this.detours.confirm(person.id, 'signup', body.email, back);
    return userOf(person);
  }

  async #changeOwn(id: string, { email, ...rest }: z.infer<typeof bodySchema>, back: string | null): Promise<object> {
    if (!email || !this.detours.confirmsAddresses) return userOf(await this.#change(id, { email, ...rest }));
    this.detours.confirm(id, 'email_change', email, back);
    return userOf(await this.#change(id, rest));
  }

  async #make({ email, password, data = {} }: z.infer<typeof bodySchema>): Promise<UserRow> {
    const taken = email && (await this.#database.query('select from auth.users where email = $1', [email])).rowCount;
    if (taken) throw new Refusal(422, 'user_already_exists', 'User already registered');
    const { rows } = await this.#database.query<UserRow>(
      `insert into auth.users (
         instance_id, id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data, is_anonymous,
         created_at, updated_at
       ) values ($1, gen_random_uuid(), 'authenticated', 'authenticated', $2, $3, '{}', $4, $5, now(), now()) returning *`,
      ['00000000-0000-0000-0000-000000000000', email ?? null, password ?? null, data, email === undefined],
    );
    return only(rows);
  }

  async #change(id: string, { email, password, data = {} }: z.infer<typeof bodySchema>): Promise<UserRow> {
    const others = 'select from auth.users where email = $1 and id <> $2';
    if (email && (await this.#database.query(others, [email, id])).rowCount) {
      throw new Refusal(422, 'email_exists', 'A user with this email address has already been registered');
    }
    const { rows } = await this.#database.query<UserRow>(
      `update auth.users set email = coalesce($2, email), encrypted_password = coalesce($3, encrypted_password),
         raw_user_meta_data = raw_user_meta_data || $4::jsonb, is_anonymous = is_anonymous and $2::text is null
       where id = $1 returning *`,
      [id, email ?? null, password ?? null, data],
    );
    return only(rows);
  }

  async #byPassword({ email, password }: z.infer<typeof bodySchema>): Promise<object> {
    const { rows } = await this.#database.query<UserRow>('select * from auth.users where email = $1', [email]);
    if (!rows[0] || !(await matchesPassword(rows[0].encrypted_password, password)))
      throw new Refusal(400, 'invalid_credentials', 'Invalid login credentials');
    return await this.#session(rows[0]);
  }

  async #renew({ refresh_token: token = '' }: z.infer<typeof bodySchema>): Promise<object> {
    const known = this.#refreshTokens.get(token);
    this.#refreshTokens.delete(token);
    if (!known) throw new Refusal(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
    return await this.#session(await this.#find(known.userId), known.sessionId);
  }

  async #find(id: string | undefined): Promise<UserRow> {
    const { rows } = await this.#database.query<UserRow>('select * from auth.users where id = $1', [id]);
    if (!rows[0]) throw new Refusal(403, 'user_not_found', 'User from sub claim in JWT does not exist');
    return rows[0];
  }

  async #session(row: UserRow, opened?: string): Promise<object> {
    const sessionId = opened ?? randomUUID();
    if (!opened) {
      await this.#database.query(
        'insert into auth.sessions (id, user_id, created_at, updated_at) values ($1, $2, now(), now())',
        [sessionId, row.id],
      );
    }
    const refreshToken = randomBytes(9).toString('base64url');
    this.#refreshTokens.set(refreshToken, { userId: row.id, sessionId });
    const user = userOf(row);
    const accessToken = await new SignJWT({
      ...{ email: user.email, phone: '', app_metadata: {}, user_metadata: row.raw_user_meta_data },
      ...{ role: 'authenticated', aal: 'aal1', session_id: sessionId, is_anonymous: row.is_anonymous },
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.#key.id, typ: 'JWT' })
      .setSubject(row.id)
      .setIssuer(`${this.url}/auth/v1`)
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(this.#key.privateKey);
    const expiresAt = Math.floor(Date.now() / 1000) + 3_600;
    return {
      ...{ access_token: accessToken, token_type: 'bearer', expires_in: 3_600, expires_at: expiresAt },
      ...{ refresh_token: refreshToken, user },
    };
  }

  async #claims(request: IncomingMessage) {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new Refusal(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
    try {
      return await this.claimsOf(token);
    } catch {
      throw new Refusal(403, 'bad_jwt', 'invalid JWT');
    }
  }

  async #caller(request: IncomingMessage): Promise<UserRow> {
    const { sub, session_id: sessionId } = await this.#claims(request);
    const { rowCount } = await this.#database.query('select from auth.sessions where id = $1', [sessionId]);
    if (rowCount === 0)
      throw new Refusal(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
    return await this.#find(sub);
  }

  async #publicKey(): Promise<CryptoKey> {
    const key = await importJWK(this.#key.publicJwk, 'ES256');
    if (key instanceof Uint8Array) throw new Error('a public key is no secret');
    return key;
  }
}

function only(rows: readonly UserRow[]): UserRow {
  const [row] = rows;
  if (!row) throw new Refusal(404, 'user_not_found', 'User not found');
  return row;
}

const userOf = ({ id, email, is_anonymous, raw_user_meta_data }: UserRow) => ({
  ...{ id, aud: 'authenticated', role: 'authenticated', email: email ?? '', phone: '' },
  ...{ app_metadata: {}, user_metadata: raw_user_meta_data, identities: [], is_anonymous },
});
