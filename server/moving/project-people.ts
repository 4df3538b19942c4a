/** People made by the administration of a Supabase project, which alone may make them there. Nobody is sent a mail. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { keyHeaders } from '../identity/supabase-project.ts';
import { MOVING } from '../limits.ts';
import { growingPause } from '../support/growing-pause.ts';
import { MoveError } from './move-error.ts';
import { guestAddress, type PeopleTarget, type Person } from './people.ts';

const refusalSchema = z.object({ msg: z.string().optional(), message: z.string().optional() });

export class ProjectPeople implements PeopleTarget {
  readonly #address: string;
  readonly #key: string;

  /** @param project.url such as `https://abc.supabase.co` */
  constructor({ url, secretKey }: { url: string; secretKey: string }) {
    this.#address = `${url}/auth/v1/admin/users`;
    this.#key = secretKey;
  }

  /** @throws MoveError when the project can't be reached, or refuses the key */
  async check(): Promise<void> {
    await this.#ask('GET', '?per_page=1');
  }

  async add(people: readonly Person[]): Promise<void> {
    await severalAtOnce(people, async ({ id, email, passwordHash, metadata, isGuest }) => {
      await this.#ask('POST', '', {
        id,
        email: email ?? guestAddress(id),
        // Counts as confirmed: no mail asks for it.
        email_confirm: true,
        user_metadata: metadata,
        ...(passwordHash !== null && { password_hash: passwordHash }),
        ...(isGuest && { app_metadata: { sideline_guest: true } }),
      });
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await severalAtOnce(ids, (id) => this.#ask('DELETE', `/${id}`));
  }

  /** Tries again when the project asks for that, or does not answer. */
  async #ask(method: string, path: string, body?: object): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const answer = await this.#try(method, path, body);
      if (answer.ok) return;
      // The answer to a try before may have been lost. All people are compared in the end.
      if (method === 'POST' && failures > 0 && answer.status === 422) return;
      if (!answer.again || failures + 1 === MOVING.tries) {
        throw new MoveError(`The project’s sign-in ${answer.words}`, { cause: answer.cause });
      }
      await wait(growingPause(MOVING.pause, failures));
    }
  }

  async #try(method: string, path: string, body: object | undefined) {
    try {
      const response = await fetch(`${this.#address}${path}`, {
        method,
        headers: { ...keyHeaders(this.#key), ...(body && { 'Content-Type': 'application/json' }) },
        signal: AbortSignal.timeout(MOVING.answersWithinMs),
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      // Gone already is as good.
      if (response.ok || (method === 'DELETE' && response.status === 404)) return { ok: true } as const;
      const said = parsed(text);
      const words = `answered ${response.status}: ${said}`;
      const { status } = response;
      return { ok: false, status, again: status === 429 || status >= 500, words, cause: undefined } as const;
    } catch (cause) {
      return { ok: false, status: undefined, again: true, words: 'does not answer.', cause } as const;
    }
  }
}

function parsed(text: string): string {
  try {
    const { msg, message } = refusalSchema.parse(JSON.parse(text));
    return msg ?? message ?? text;
  } catch {
    return text.slice(0, 200);
  }
}

async function severalAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += MOVING.peopleAtOnce) {
    await Promise.all(items.slice(at, at + MOVING.peopleAtOnce).map(work));
  }
}
