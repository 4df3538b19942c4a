/** The REST API as a signed-in person uses it. */

import { z } from 'zod';
import {
  type CreatedInvitation,
  createdInvitationSchema,
  type Invitation,
  invitationSchema,
  type SessionListItem,
  type SessionRecord,
  sessionListItemSchema,
  sessionRecordSchema,
  type User,
} from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';

/** What the sign-in answers, as far as tests need it. */
const guestSchema = z.looseObject({
  access_token: z.string(),
  refresh_token: z.string(),
  user: z.looseObject({ id: z.uuid(), user_metadata: z.looseObject({ name: z.string() }) }),
});

export class Person {
  readonly url: string;
  readonly token: string;
  readonly user: User;
  /** As a browser keeps it. */
  readonly kept: string;

  private constructor(url: string, signIn: z.infer<typeof guestSchema>) {
    this.url = url;
    this.token = signIn.access_token;
    this.kept = JSON.stringify(signIn);
    this.user = { id: signIn.user.id, name: signIn.user.user_metadata.name };
  }

  /** @param headers beside those that every sign-in has, such as a proxy's */
  static async signIn(url: string, name: string, headers: Record<string, string> = {}): Promise<Person> {
    const response = await fetch(`${url}/auth/v1/signup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ data: { name } }),
    });
    return new Person(url, guestSchema.parse(await response.json()));
  }

  /** The bare response, for looking at refusals. */
  async fetch(path: string, method = 'GET', body?: unknown): Promise<Response> {
    return await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async startSession(activity = 'squat', role: Role = 'athlete'): Promise<string> {
    return await this.#start({ activity, role });
  }

  /** Spares the machine what goes on with recordings during the session and after it. */
  async startUnrecordedSession(activity = 'squat', role: Role = 'athlete'): Promise<string> {
    return await this.#start({ activity, role, recording: 'off' });
  }

  async #start(session: { activity: string; role: Role; recording?: 'off' }): Promise<string> {
    return z.object({ id: z.string() }).parse(await this.#json('/sessions', 'POST', session)).id;
  }

  async invite(sessionId: string, role: Role, hours = 1): Promise<CreatedInvitation> {
    return createdInvitationSchema.parse(
      await this.#json(`/sessions/${sessionId}/invitations`, 'POST', { role, hours }),
    );
  }

  async invitations(sessionId: string): Promise<Invitation[]> {
    const answer = await this.#json(`/sessions/${sessionId}/invitations`);
    return z.object({ invitations: z.array(invitationSchema) }).parse(answer).invitations;
  }

  async sessions(): Promise<SessionListItem[]> {
    return z.object({ sessions: z.array(sessionListItemSchema) }).parse(await this.#json('/sessions')).sessions;
  }

  async record(sessionId: string): Promise<SessionRecord> {
    return sessionRecordSchema.parse(await this.#json(`/sessions/${sessionId}`));
  }

  async #json(path: string, method = 'GET', body?: unknown): Promise<unknown> {
    const response = await this.fetch(path, method, body);
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return await response.json();
  }
}
