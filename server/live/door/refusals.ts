/** Refusals of the live half: translated for the client, and logged once with who asked for what. */
import type { Logger } from 'pino';
import { SessionElsewhereError, SidelineError } from '../../../shared/contract/errors.ts';
import type { SocketError } from '../../../shared/contract/socket.ts';
import { REFUSALS_IN_THE_LOG } from '../../limits.ts';
import { Budgets } from '../../support/budgets.ts';
import { logRefusal, type Refusal } from '../../support/refusals.ts';

/**
 * @param source whose refusal it is, a person or an address: a flood of them does not go on in the log
 * @returns what the client is answered
 */
export type Refuse = (error: unknown, refused: Omit<Refusal, 'code' | 'reason'>, source?: string) => SocketError;

export function refuser(logger: Logger): Refuse {
  const lines = new Budgets(REFUSALS_IN_THE_LOG);
  return (error, refused, source = 'unknown') => {
    const { code, message }: SocketError =
      error instanceof SidelineError
        ? error
        : { code: 'internal', message: 'The server failed at this; its log says why.' };
    if (lines.take(source)) logRefusal(logger, error, { code, reason: message, ...refused });
    const address = error instanceof SessionElsewhereError ? error.address : undefined;
    return { code, message, ...(address !== undefined && { address }) };
  };
}
