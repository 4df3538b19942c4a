/** The server's REST resources, answers parsed by the contract. */
import { z } from 'zod';
import { type Activity, activitySchema } from '../shared/coaching/index.ts';
import { errorCodeSchema, SidelineError } from '../shared/contract/errors.ts';
import { sessionFilesSchema } from '../shared/contract/files.ts';
import {
  activityListSchema,
  type CreateSession,
  createdInvitationSchema,
  invitationPreviewSchema,
  invitationSchema,
  problemSchema,
  type SessionQuery,
  sessionListItemSchema,
  sessionRecordSchema,
} from '../shared/contract/rest.ts';
import type { Role } from '../shared/contract/roles.ts';
import { storageSchema } from '../shared/contract/storage.ts';
import { accessToken, renewed } from './access-token.ts';
import { NoAnswerError } from './no-answer-error.ts';
import { useRefusedToken } from './refused-token.ts';

interface Call<T extends z.ZodType> {
  token?: string | undefined;
  body?: unknown;
  reply: T;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** @throws SidelineError when the server refuses (the problem document is its cause), NoAnswerError when there is no server */
export async function request(
  method: Method,
  path: string,
  { token, body }: Omit<Call<z.ZodType>, 'reply'>,
): Promise<Response> {
  const send = (bearer: string | undefined) =>
    fetch(`/api${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
      },
      ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new NoAnswerError('the server does not answer', { cause });
    });
  const bearer = token && (await accessToken(token));
  let response = await send(bearer);
  if (bearer && response.status === 401) {
    // The server may have another key than before; whoever is still signed in gets a token of that.
    const another = await renewed();
    if (another) response = await send(another);
  }
  if (!response.ok) {
    const error = await refusal(response);
    if (token && error instanceof SidelineError && error.code === 'unauthenticated') {
      useRefusedToken.setState({ token });
    }
    throw error;
  }
  return response;
}

/** @throws what `request` throws, and NoAnswerError when there is no sense in the answer */
export async function call<T extends z.ZodType>(
  method: Method,
  path: string,
  { reply, ...rest }: Call<T>,
): Promise<z.infer<T>> {
  const response = await request(method, path, rest);
  const parsed = reply.safeParse(response.status === 204 ? undefined : await response.json());
  if (!parsed.success) throw new NoAnswerError('the server’s answer makes no sense', { cause: parsed.error });
  return parsed.data;
}

async function refusal(response: Response): Promise<Error> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  const code = errorCodeSchema.safeParse(problem.data?.code);
  if (!problem.success || !code.success) return new NoAnswerError(`the server answered ${response.status}`);
  const [first] = problem.data.errors ?? [];
  return new SidelineError(code.data, first?.detail ?? problem.data.detail, { cause: problem.data });
}

/** A path whose parts are encoded. */
export const path = (strings: TemplateStringsArray, ...parts: string[]) =>
  String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const api = {
  /** With all that is kept of the person. */
  removeAccount: (token: string) => call('DELETE', '/identity', { token, reply: z.undefined() }),
  createSession: (token: string, wish: CreateSession) =>
    call('POST', '/sessions', { token, body: wish, reply: z.object({ id: z.uuid() }) }),
  sessions: async (token: string, query: SessionQuery = {}) => {
    const wanted = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
    const reply = z.object({ sessions: z.array(sessionListItemSchema) });
    return (await call('GET', `/sessions?${wanted}`, { token, reply })).sessions;
  },
  activities: (token: string) => call('GET', '/activities', { token, reply: activityListSchema }),
  activity: (token: string, id: string) => call('GET', path`/activities/${id}`, { token, reply: activitySchema }),
  createActivity: (token: string, definition: Activity) =>
    call('POST', '/activities', { token, body: definition, reply: activitySchema }),
  replaceActivity: (token: string, id: string, definition: Activity) =>
    call('PUT', path`/activities/${id}`, { token, body: definition, reply: activitySchema }),
  removeActivity: (token: string, id: string) =>
    call('DELETE', path`/activities/${id}`, { token, reply: z.undefined() }),
  session: (token: string, id: string) => call('GET', path`/sessions/${id}`, { token, reply: sessionRecordSchema }),
  sessionFiles: async (token: string, id: string) =>
    (await call('GET', path`/sessions/${id}/files`, { token, reply: sessionFilesSchema })).files,
  removeSession: (token: string, id: string) => call('DELETE', path`/sessions/${id}`, { token, reply: z.undefined() }),
  storage: (token: string) => call('GET', '/storage', { token, reply: storageSchema }),
  /** @param days after the session's end; 0 for ever, null for as long as the server keeps any */
  keep: (token: string, id: string, days: number | null) =>
    call('PUT', path`/sessions/${id}/keeping`, { token, body: { days }, reply: z.undefined() }),
  invite: (token: string, id: string, wish: { role: Role; hours: number }) =>
    call('POST', path`/sessions/${id}/invitations`, { token, body: wish, reply: createdInvitationSchema }),
  invitations: async (token: string, id: string) => {
    const reply = z.object({ invitations: z.array(invitationSchema) });
    return (await call('GET', path`/sessions/${id}/invitations`, { token, reply })).invitations;
  },
  revoke: (token: string, id: string, invitationId: string) =>
    call('DELETE', path`/sessions/${id}/invitations/${invitationId}`, { token, reply: z.undefined() }),
  invitation: (invitation: string) => call('GET', path`/invitations/${invitation}`, { reply: invitationPreviewSchema }),
};
