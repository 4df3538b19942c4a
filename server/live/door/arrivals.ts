/**
 * Who may connect, before anything is known of them but an address, and what they may send: counted for each connection, person and
 * address, so that many connections are no way around a limit. What is refused ends its connection.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import {
  CONNECTIONS_OF_A_PERSON,
  CONNECTIONS_OF_AN_ADDRESS,
  CONNECTS_OF_AN_ADDRESS,
  MESSAGES_BEFORE_SIGN_IN,
  MESSAGES_OF_A_PERSON,
  MESSAGES_OF_AN_ADDRESS,
  REFUSALS_IN_THE_LOG,
} from '../../limits.ts';
import type { AddressOf } from '../../support/address.ts';
import { Budgets } from '../../support/budgets.ts';
import { Tally } from '../../support/tally.ts';
import { cutOff, type EngineConnection } from './connection-end.ts';
import { UnreadWatch } from './unread.ts';

/** So many connections beyond the limit of an address are answered with the reason why they are refused; more cost too much. */
const TOLD_WHY = 100;

interface Visitor {
  readonly address: string;
  /** Undefined before the sign-in. */
  userId: string | undefined;
  messages: number;
}

export interface ArrivalOptions {
  addressOf: AddressOf;
  /** Whether a page of this origin may connect; asked only where a browser names one. */
  isOwnOrigin(origin: string, request: IncomingMessage): boolean;
  logger: Logger;
}

export class Arrivals {
  readonly #options: ArrivalOptions;
  readonly #visitors = new Map<EngineConnection, Visitor>();
  readonly #ofAddress = new Tally();
  readonly #ofPerson = new Tally();
  readonly #connects = new Budgets(CONNECTS_OF_AN_ADDRESS);
  readonly #messagesOfPerson = new Budgets(MESSAGES_OF_A_PERSON);
  readonly #messagesOfAddress = new Budgets(MESSAGES_OF_AN_ADDRESS);
  readonly #lines = new Budgets(REFUSALS_IN_THE_LOG);
  readonly #unread: UnreadWatch;

  constructor(options: ArrivalOptions) {
    this.#options = options;
    this.#unread = new UnreadWatch((connection, { bytes, ms }) => {
      this.#end(connection, 'reads nothing', { unreadBytes: bytes, unreadMs: ms });
    });
  }

  /** Connections that are open now. */
  get count(): number {
    return this.#visitors.size;
  }

  /** Why a connection is refused that is about to be made; undefined when it is welcome. */
  refusal(request: IncomingMessage): string | undefined {
    const address = this.#options.addressOf(request);
    const { origin } = request.headers;
    const reason =
      origin !== undefined && !this.#options.isOwnOrigin(origin, request)
        ? 'The page is of another origin.'
        : this.#ofAddress.of(address) >= CONNECTIONS_OF_AN_ADDRESS + TOLD_WHY
          ? 'There are too many connections from this address.'
          : this.#connects.take(address)
            ? undefined
            : 'There are too many new connections from this address.';
    if (reason) this.#log({ address, ...(origin && { origin }) }, `connection refused: ${reason}`);
    return reason;
  }

  /** Undefined once the connection has gone. */
  addressOf(connection: EngineConnection): string | undefined {
    return this.#visitors.get(connection)?.address;
  }

  /** Counts a connection and what it sends from now on. */
  follow(connection: EngineConnection): void {
    const visitor: Visitor = {
      address: this.#options.addressOf(connection.request),
      userId: undefined,
      messages: 0,
    };
    this.#visitors.set(connection, visitor);
    this.#ofAddress.add(visitor.address);
    this.#unread.follow(connection);
    // Engine.IO announces each packet before it hands it on, so that what is too much is not even parsed.
    connection.on('packet', ({ type }: { type: string }) => {
      if (type === 'message') this.#count(connection, visitor);
    });
    connection.once('close', () => {
      this.#visitors.delete(connection);
      this.#ofAddress.remove(visitor.address);
      if (visitor.userId) this.#ofPerson.remove(visitor.userId);
    });
  }

  /**
   * The connection is this person's from now on.
   * @throws SidelineError `too_many_connections`, `out_of_order` for a second time
   */
  signedIn(connection: EngineConnection, userId: string): void {
    const visitor = this.#visitors.get(connection);
    if (!visitor) throw new SidelineError('out_of_order', 'The connection has gone.');
    if (visitor.userId !== undefined) throw new SidelineError('out_of_order', 'This connection is signed in already.');
    if (this.#ofPerson.of(userId) >= CONNECTIONS_OF_A_PERSON) {
      throw new SidelineError('too_many_connections', 'You have Sideline open too often. Close some of its windows.');
    }
    if (this.#ofAddress.of(visitor.address) > CONNECTIONS_OF_AN_ADDRESS) {
      throw new SidelineError('too_many_connections', 'There are too many connections from your network.');
    }
    visitor.userId = userId;
    this.#ofPerson.add(userId);
  }

  /** May be called twice. */
  close(): void {
    this.#unread.close();
  }

  #count(connection: EngineConnection, visitor: Visitor): void {
    const { address, userId } = visitor;
    visitor.messages += 1;
    if (!this.#messagesOfAddress.take(address)) this.#end(connection, 'its address sends too much');
    else if (userId === undefined) {
      if (visitor.messages > MESSAGES_BEFORE_SIGN_IN) this.#end(connection, 'sends without signing in');
    } else if (!this.#messagesOfPerson.take(userId)) this.#end(connection, 'sends too much');
  }

  #end(connection: EngineConnection, why: string, details: object = {}): void {
    const visitor = this.#visitors.get(connection);
    if (visitor) this.#log({ ...visitor, ...details }, `connection ended: ${why}`);
    cutOff(connection);
  }

  /** So that a flood does not go on in the log. */
  #log(details: { address: string; userId?: string | undefined }, what: string): void {
    if (this.#lines.take(details.userId ?? details.address)) this.#options.logger.warn(details, what);
  }
}
