/** Passwords, kept as Argon2id hashes: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
import { hash, verify } from '@node-rs/argon2';
import { SHORTEST_PASSWORD } from '../../shared/contract/rest.ts';
import { LONGEST_PASSWORD_BYTES, PASSWORDS_AT_ONCE } from '../limits.ts';
import { Places } from '../support/places.ts';
import { AuthProblem } from './auth-problem.ts';

/** OWASP's recommendation: 19 MB of memory, two passes, one lane. Some 20 ms of a core, in a thread of its own. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export class Passwords {
  readonly #places = new Places(PASSWORDS_AT_ONCE);
  /** What is compared where there is no account, so that the time of the answer does not say so. */
  readonly #nobodys = hash('nobody has this password', COST);

  /** @throws AuthProblem `weak_password` when it is too short or too long, `over_request_rate_limit` */
  async hash(password: string): Promise<string> {
    if (password.length < SHORTEST_PASSWORD) {
      throw new AuthProblem('weak_password', `A password has ${SHORTEST_PASSWORD} characters or more.`);
    }
    if (Buffer.byteLength(password) > LONGEST_PASSWORD_BYTES) {
      throw new AuthProblem('weak_password', `A password has ${LONGEST_PASSWORD_BYTES} bytes or less.`);
    }
    return await this.#inPlace(() => hash(password, COST));
  }

  /**
   * @param kept undefined where there is no account or no password, which is found out no sooner
   * @throws AuthProblem `over_request_rate_limit`
   */
  async matches(kept: string | null | undefined, password: string): Promise<boolean> {
    const known = kept ?? (await this.#nobodys);
    const same = await this.#inPlace(() => verify(known, password.slice(0, LONGEST_PASSWORD_BYTES + 1)));
    return same && typeof kept === 'string';
  }

  async #inPlace<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.#places.take();
    if (!leave) throw new AuthProblem('over_request_rate_limit', 'Too many people sign in at the moment. Try again.');
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
