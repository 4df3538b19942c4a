/** Whom a request counts for. */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Reads the address of a request. */
export type AddressOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * By the connection, or behind a proxy that is trusted by the last address in its `X-Forwarded-For`: the one that the proxy saw.
 * An IPv6 address counts as its first 64 bits, since that is what one customer is given.
 */
export const addressReader =
  (trustProxy: boolean): AddressOf =>
  ({ headers, socket }) => {
    const forwarded = trustProxy
      ? String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-1)
          ?.trim()
      : '';
    return networkOf(forwarded || socket.remoteAddress);
  };

/** An IPv4 address as it is, also where it is written as IPv6 (`::ffff:192.0.2.1`); the first four groups of an IPv6 address. */
export function networkOf(address = 'unknown'): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const [first, last] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const all = [...first, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...last];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
