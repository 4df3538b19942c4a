/**
 * The rows of the request table. The contract (`shared/contract/socket.ts`) has each request's payload and reply, since both sides
 * need them; the row of the same name has its limit, the action that it needs, and its handler.
 */
import type { Action } from '../../../shared/contract/roles.ts';
import type { RequestAnswer, RequestName, RequestPayload } from '../../../shared/contract/socket.ts';
import type { RequestFamily } from '../../limits.ts';
import type { Caller, Seat } from './caller.ts';

/** What a function gives back that gives nothing back. */
type Nothing = ReturnType<() => void>;

/** A reply of nothing may be left out. */
export type Result<Reply> = Reply extends Record<string, never> ? Nothing : Reply;

export interface Row<Payload, Reply> {
  /** Whose limit counts it. */
  readonly family: RequestFamily;
  /** The action that the caller's role must permit; undefined for requests of people who have no seat yet. */
  readonly needs: Action | undefined;
  /**
   * Lets the caller in, and takes the payload after that.
   * @throws SidelineError `out_of_order` for a caller without a seat, `forbidden`
   */
  readonly admit: (caller: Caller) => (payload: Payload) => Reply | Promise<Reply>;
}

/** All requests whose names begin with `Prefix`: one that is missing, or unknown, does not compile. */
export type Rows<Prefix extends string> = {
  readonly [Name in RequestName as Name extends `${Prefix}:${string}` ? Name : never]: Row<
    RequestPayload<Name>,
    Result<RequestAnswer<Name>>
  >;
};

/** A request of somebody who has a seat in a session. */
export const on = <Payload, Reply>(
  family: RequestFamily,
  needs: Action,
  handle: (seat: Seat, payload: Payload) => Reply | Promise<Reply>,
): Row<Payload, Reply> => ({
  family,
  needs,
  admit: (caller) => {
    const seat = caller.seatFor(needs);
    return (payload) => handle(seat, payload);
  },
});

/** A request of somebody who has no seat yet. */
export const onArrival = <Payload, Reply>(
  family: RequestFamily,
  handle: (caller: Caller, payload: Payload) => Reply | Promise<Reply>,
): Row<Payload, Reply> => ({
  family,
  needs: undefined,
  admit: (caller) => (payload) => handle(caller, payload),
});
