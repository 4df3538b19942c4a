/** Can browsers reach the announced address, and will they give their camera? */
import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isLoopback } from '../../addresses.ts';
import type { Config } from '../../config.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const NAME = 'Announced address';

/** Addresses that only the same network reaches (RFC 1918, RFC 6598, RFC 4193, link-local). */
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd]|fe80:)/i;

/** What is known of the machine that the server runs on. */
export interface Surroundings {
  /** The machine's own IP addresses. */
  addresses: string[];
  inContainer: boolean;
}

export function thisMachine(): Surroundings {
  return {
    addresses: Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
    inContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
  };
}

/** The address that browsers send their media to. A wrong one gives a page without picture and no error anywhere. */
export async function checkAnnouncedAddress(
  config: Pick<Config, 'host' | 'announcedAddress' | 'alsoAnnounced' | 'rtcPort' | 'workers'>,
  { addresses, inContainer }: Surroundings = thisMachine(),
): Promise<Finding> {
  const announced = config.announcedAddress;
  if (isLoopback(announced)) {
    if (config.alsoAnnounced === undefined) {
      return warn(
        NAME,
        `${announced} alone: this machine only, and Firefox never connects media by it`,
        'Use Chromium, or connect this machine to a network and start again; SIDELINE_HOST=0.0.0.0 lets other devices in.',
      );
    }
    return ok(
      NAME,
      `${announced}, and for Firefox ${config.alsoAnnounced}: this machine only (SIDELINE_HOST=0.0.0.0 lets other devices in)`,
    );
  }
  if (isIP(announced) === 0) return checkName(announced);
  const reach = PRIVATE.test(announced) ? 'devices of the same network only' : 'the internet';
  if (!addresses.includes(announced)) {
    return warn(
      NAME,
      `${announced} is not an address of this machine`,
      `Right behind NAT or in a container, if UDP and TCP ports ${config.rtcPort} to ${config.rtcPort + config.workers - 1} are forwarded to here; else set SIDELINE_ANNOUNCED_ADDRESS.`,
    );
  }
  if (inContainer && PRIVATE.test(announced)) {
    return warn(
      NAME,
      `${announced} looks like the container's own address`,
      'Set SIDELINE_ANNOUNCED_ADDRESS to the address of the machine that the container runs on, unless it uses that machine’s network.',
    );
  }
  return ok(NAME, `${announced}, reached by ${reach}`);
}

async function checkName(name: string): Promise<Finding> {
  try {
    const { address } = await lookup(name);
    return ok(NAME, `${name}, which is ${address}`);
  } catch (error) {
    return fail(
      NAME,
      `${name}: ${wordsOf(error)}`,
      'Set SIDELINE_ANNOUNCED_ADDRESS to an IP address, or mend the name.',
    );
  }
}

/** Browsers give camera and microphone to pages from HTTPS or from the same machine, and to no others. */
export function checkSecureContext({ host, tls, publicUrl }: Pick<Config, 'host' | 'tls' | 'publicUrl'>): Finding {
  const name = 'Camera permission';
  if (tls) return ok(name, 'pages come by HTTPS');
  if (publicUrl?.startsWith('https:')) return ok(name, `pages come by HTTPS, through the proxy of ${publicUrl}`);
  if (isLoopback(host)) return ok(name, 'pages come from this machine, which browsers trust');
  return warn(
    name,
    'pages come by plain HTTP: browsers on other devices will give no camera and no microphone',
    'Set SIDELINE_TLS_CERT and SIDELINE_TLS_KEY, or put a proxy with HTTPS in front and set SIDELINE_PUBLIC_URL.',
  );
}
