/** Before everything else over HTTP: an address that asks without end gets little, and costs next to nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { HTTP_OF_AN_ADDRESS, REFUSALS_IN_THE_LOG, REFUSED_AFTER_MS } from '../limits.ts';
import type { AddressOf } from './address.ts';
import { Budgets } from './budgets.ts';

/** What proxies add to requests. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded'] as const;

/** As Express and Engine.IO call it. */
export type Guard = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface GuardOptions {
  addressOf: AddressOf;
  trustProxy: boolean;
  logger: Logger;
}

export function createGuard({ addressOf, trustProxy, logger }: GuardOptions): Guard {
  const requests = new Budgets(HTTP_OF_AN_ADDRESS);
  const lines = new Budgets(REFUSALS_IN_THE_LOG);
  let proxyTold = trustProxy;
  return (request, response, next) => {
    if (!proxyTold && PROXY_HEADERS.some((name) => name in request.headers)) {
      proxyTold = true;
      logger.warn(
        { from: request.socket.remoteAddress },
        'a proxy stands in front, and SIDELINE_TRUST_PROXY is not set: everyone counts as one address, and limits are met early',
      );
    }
    const address = addressOf(request);
    if (requests.take(address)) return next();
    if (lines.take(address)) logger.warn({ address, code: 'rate_limited' }, 'too many requests from one address');
    endLate(response, 429);
  };
}

/** Answers after a while and ends the connection: who waits for answers before asking again is slowed down by that. */
function endLate(response: ServerResponse, status: number): void {
  const late = setTimeout(() => {
    // A response to a WebSocket's handshake can do no more than end.
    response.writeHead(status, { Connection: 'close', 'Retry-After': '10' });
    response.end();
  }, REFUSED_AFTER_MS);
  response.once('close', () => clearTimeout(late));
}
