/** Whether a page is one of ours: browsers name a page's origin when it opens a WebSocket, and let any page open any. */
import type { IncomingMessage } from 'node:http';

type Asked = Pick<IncomingMessage, 'headers'>;

export interface OwnOrigin {
  /** What people open, where that is known. */
  publicUrl: string | undefined;
  /** Where browsers reach the other servers on the same database: their pages come here for the sessions that run here. */
  otherUrls: readonly string[];
  /** Whether a proxy may name the host that it was asked for. */
  trustProxy: boolean;
}

/**
 * The page came from the host that it asks now (name or literal address, with its port), from the host that a trusted proxy was
 * asked for, from the public address, or from another server on the same database.
 */
export function isOwnOrigin({ publicUrl, otherUrls, trustProxy }: OwnOrigin, origin: string, request: Asked): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, origin: normal } = new URL(origin);
  const known = [...(publicUrl === undefined ? [] : [publicUrl]), ...otherUrls];
  if (known.some((url) => new URL(url).origin === normal)) return true;
  const { headers } = request;
  const asked = [headers.host, ...(trustProxy ? [headers['x-forwarded-host']] : [])];
  return asked.some((name) => typeof name === 'string' && sameHost(name, origin, host));
}

/** Compares hosts as the page's scheme writes them: without its default port, IPv6 addresses in their short form. */
function sameHost(asked: string, origin: string, host: string): boolean {
  const scheme = origin.slice(0, origin.indexOf(':'));
  const url = `${scheme}://${asked}`;
  return URL.canParse(url) && new URL(url).host === host;
}
