/**
 * The documented protocol of Supabase Realtime, as far as private channels with broadcasts from the database use it, and strict: who joins
 * is tried by the policies of a real table of the same shape, under the role and the claims of the token. The real one needs Docker.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { JWTPayload } from 'jose';
import pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { Collected } from '../collected.ts';
import { type AuthServer, PUBLISHABLE_KEY } from './auth-server.ts';
import { REALTIME_SCHEMA } from './schemas.ts';

/** What is added reaches `LISTEN` when its transaction is committed. */
const TELLING = `
  create function realtime.tell() returns trigger language plpgsql as $f$
  begin
    perform pg_notify('realtime_messages', to_jsonb(new)::text);
    return null;
  end;
  $f$;
  create trigger tell after insert on realtime.messages for each row execute function realtime.tell();
`;

const frameSchema = z.tuple([z.string().nullable(), z.string().nullable(), z.string(), z.string(), z.unknown()]);
const joinSchema = z.object({ config: z.object({ private: z.boolean() }), access_token: z.string().optional() });
const tokenSchema = z.object({ access_token: z.string() });
const messageSchema = z.object({ topic: z.string(), event: z.string(), private: z.boolean(), payload: z.unknown() });

/** As Phoenix names what is sent on a channel. */
const PREFIX = 'realtime:';

interface Joined {
  /** Of the phx_join, which all frames of the channel carry. */
  joinRef: string | null;
  /** Ends the channel when its token runs out. */
  expiry: NodeJS.Timeout;
}

export class RealtimeServer {
  /** Refuses all who join, as long as it is set. */
  refusing = false;
  /** Topics that somebody joined, and reasons for which somebody could not. */
  readonly joins = new Collected<string>();
  /** Tokens that came on channels that were joined. */
  readonly renewals = new Collected<string>();
  readonly #auth: AuthServer;
  readonly #database: pg.Client;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #channels = new Map<WebSocket, Map<string, Joined>>();
  /** One transaction at a time. */
  #probing: Promise<unknown> = Promise.resolve();

  private constructor(auth: AuthServer, database: pg.Client) {
    this.#auth = auth;
    this.#database = database;
    auth.http.on('upgrade', (request, socket, head) => this.#welcome(request, socket, head));
    this.#sockets.on('connection', (socket: WebSocket) => {
      this.#channels.set(socket, new Map());
      socket.on('message', (data, isBinary) => {
        // A client's own broadcasts, which no policy allows, are dropped as Realtime drops them.
        if (!isBinary) void this.#take(socket, String(data));
      });
      socket.on('close', () => {
        for (const { expiry } of this.#channels.get(socket)?.values() ?? []) clearTimeout(expiry);
        this.#channels.delete(socket);
      });
    });
    database.on('notification', ({ payload }) => this.#publish(payload ?? ''));
  }

  /** @param databaseUrl of the project's database, in which people are already */
  static async start(auth: AuthServer, databaseUrl: string): Promise<RealtimeServer> {
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(REALTIME_SCHEMA + TELLING);
    await database.query('listen realtime_messages');
    return new RealtimeServer(auth, database);
  }

  /** Ends all connections, as a restart of Realtime does. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Ends all channels, as when the token of each has run out. */
  runOut(): void {
    for (const [socket, channels] of this.#channels) for (const topic of [...channels.keys()]) this.#end(socket, topic);
  }

  async close(): Promise<void> {
    this.cut();
    this.#sockets.close();
    await this.#probing;
    await this.#database.end();
  }

  #welcome(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.#auth.url);
    const fits = pathname === '/realtime/v1/websocket' && searchParams.get('vsn') === '2.0.0';
    if (!fits || searchParams.get('apikey') !== PUBLISHABLE_KEY) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#sockets.emit('connection', opened, request));
  }

  async #take(socket: WebSocket, text: string): Promise<void> {
    const [joinRef, ref, topic, event, payload] = frameSchema.parse(JSON.parse(text));
    const answer = (status: 'ok' | 'error', response: object) =>
      send(socket, [joinRef, ref, topic, 'phx_reply', { status, response }]);
    const channels = this.#channels.get(socket);
    if (topic === 'phoenix' && event === 'heartbeat') return answer('ok', {});
    switch (event) {
      case 'phx_join':
        try {
          const { config, access_token: token } = joinSchema.parse(payload);
          if (!config.private) throw new Error('PrivateOnly: This project only allows private channels');
          const expiry = await this.#admit(socket, topic, token);
          channels?.set(topic, { joinRef, expiry });
          answer('ok', { postgres_changes: [] });
          this.joins.add(topic.slice(PREFIX.length));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          answer('error', { reason });
          this.joins.add(reason);
        }
        return;
      case 'access_token': {
        const { access_token: token } = tokenSchema.parse(payload);
        const joined = channels?.get(topic);
        if (!joined) return;
        clearTimeout(joined.expiry);
        try {
          joined.expiry = await this.#admit(socket, topic, token);
          this.renewals.add(token);
        } catch {
          this.#end(socket, topic);
        }
        return;
      }
      case 'phx_leave':
        answer('ok', {});
        this.#end(socket, topic);
    }
  }

  /** @returns what ends the channel with the token; throws what Realtime says otherwise */
  async #admit(socket: WebSocket, topic: string, token: string | undefined): Promise<NodeJS.Timeout> {
    const name = topic.slice(PREFIX.length);
    const claims = await this.#auth.claimsOf(token ?? '').catch(() => {
      throw new Error('InvalidJWTToken: Token has expired or is not this project’s');
    });
    if (this.refusing || !(await this.#mayHear(name, claims))) {
      throw new Error(`Unauthorized: You do not have permissions to read from this Channel topic: ${name}`);
    }
    const leftMs = (claims.exp ?? 0) * 1_000 - Date.now();
    return setTimeout(() => this.#end(socket, topic), leftMs);
  }

  /** A message is put on the topic, looked for as the person, and taken back. */
  #mayHear(topic: string, claims: JWTPayload): Promise<boolean> {
    const probe = async () => {
      await this.#database.query('begin');
      try {
        await this.#database.query(
          `insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true)`,
          [topic],
        );
        await this.#database.query(
          `select set_config('role', $1, true), set_config('realtime.topic', $2, true),
             set_config('request.jwt.claims', $3, true)`,
          [claims.role, topic, JSON.stringify(claims)],
        );
        const found = await this.#database.query('select from realtime.messages where topic = $1', [topic]);
        return found.rows.length > 0;
      } finally {
        await this.#database.query('rollback');
      }
    };
    const probed = this.#probing.then(probe);
    this.#probing = probed.catch(() => undefined);
    return probed;
  }

  #end(socket: WebSocket, topic: string): void {
    const joined = this.#channels.get(socket)?.get(topic);
    if (!joined) return;
    clearTimeout(joined.expiry);
    this.#channels.get(socket)?.delete(topic);
    send(socket, [joined.joinRef, null, topic, 'phx_close', {}]);
  }

  #publish(notified: string): void {
    const message = messageSchema.parse(JSON.parse(notified));
    if (!message.private) return;
    for (const [socket, channels] of this.#channels) {
      if (channels.has(PREFIX + message.topic)) socket.send(binary(message));
    }
  }
}

const send = (socket: WebSocket, frame: unknown[]) => socket.send(JSON.stringify(frame));

/** A broadcast as protocol 2.0.0 has it: kind, lengths, encoding (1 for JSON), and then what has these lengths. */
function binary({ topic, event, payload }: z.infer<typeof messageSchema>): Buffer {
  const [name, what] = [Buffer.from(PREFIX + topic), Buffer.from(event)];
  return Buffer.concat([
    Buffer.from([4, name.length, what.length, 0, 1]),
    ...[name, what, Buffer.from(JSON.stringify(payload))],
  ]);
}
