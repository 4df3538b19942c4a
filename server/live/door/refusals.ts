/** Refusals of the live half: translated for the client, and logged once with who asked for what. */
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { SocketError } from '../../../shared/contract/socket.ts';
import { logRefusal, type Refusal } from '../../support/refusals.ts';

/** @returns what the client is answered */
export function refuse(logger: Logger, error: unknown, refused: Omit<Refusal, 'code' | 'reason'>): SocketError {
  const { code, message }: SocketError =
    error instanceof SidelineError
      ? error
      : { code: 'internal', message: 'The server failed at this; its log says why.' };
  logRefusal(logger, error, { code, reason: message, ...refused });
  return { code, message };
}
