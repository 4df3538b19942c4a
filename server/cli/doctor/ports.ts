/** Can the server listen on the configured ports? */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../config.ts';
import { codeOf, type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const ANSWER_WITHIN_MS = 2_000;

/** Where something would listen. */
interface Place {
  protocol: 'tcp' | 'udp';
  host: string;
  port: number;
}

/**
 * The web server's port. A Sideline that is running holds its own ports, which is distinguished from a stranger's.
 */
export async function checkWebPort(config: Config): Promise<{ finding: Finding; running: boolean }> {
  const name = 'Web port';
  if (config.port === 0) return { finding: ok(name, 'any free port'), running: false };
  const where = `TCP ${config.host}:${config.port}`;
  const refusal = await refusalOf({ protocol: 'tcp', host: config.host, port: config.port });
  if (refusal === undefined) return { finding: ok(name, `${where} is free`), running: false };
  if (codeOf(refusal) === 'EADDRINUSE' && (await answersHealthCheck(config))) {
    return { finding: ok(name, `${where} is held by a server that answers /healthz`), running: true };
  }
  return { finding: fail(name, `${where}: ${wordsOf(refusal)}`, adviceFor(refusal, 'SIDELINE_PORT')), running: false };
}

/** The media ports: one for each worker, UDP and TCP, on each address that media come to. */
export async function checkMediaPorts(config: Config, running: boolean): Promise<Finding> {
  const name = 'Media ports';
  if (config.rtcPort === 0) return ok(name, `any ${config.workers} free ports`);
  const last = config.rtcPort + config.workers - 1;
  const hosts = [config.host, ...(config.alsoAnnounced === undefined ? [] : [config.alsoAnnounced])];
  const range = `UDP and TCP ${hosts.join(' and ')}:${config.rtcPort}${last === config.rtcPort ? '' : ` to ${last}`}`;
  const ports = Array.from({ length: config.workers }, (_, index) => config.rtcPort + index);
  const places = ports.flatMap((port) =>
    hosts.flatMap((host): Place[] => [
      { protocol: 'udp', host, port },
      { protocol: 'tcp', host, port },
    ]),
  );
  const refusals = await Promise.all(places.map(refusalOf));
  const refusal = refusals.find((found) => found !== undefined);
  if (refusal === undefined) return ok(name, `${range} are free`);
  if (running && codeOf(refusal) === 'EADDRINUSE') {
    return warn(
      name,
      `${range} are in use`,
      'As they should be, if it is Sideline that runs here. Else stop what holds them.',
    );
  }
  const taken = places.filter((_, index) => refusals[index]).map(({ protocol, port }) => `${protocol} ${port}`);
  return fail(name, `${taken.join(', ')}: ${wordsOf(refusal)}`, adviceFor(refusal, 'SIDELINE_RTC_PORT'));
}

/** Why one cannot listen there; nothing when one can. */
async function refusalOf({ protocol, host, port }: Place): Promise<unknown> {
  try {
    if (protocol === 'tcp') {
      const server = createServer().listen({ port, host, exclusive: true });
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
    } else {
      const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
      socket.bind({ port, address: host, exclusive: true });
      await once(socket, 'listening');
      socket.close();
      await once(socket, 'close');
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

async function answersHealthCheck({ host, port, tls }: Config): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const authority = `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  try {
    const url = `${tls ? 'https' : 'http'}://${authority}/healthz`;
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

function adviceFor(refusal: unknown, variable: string): string {
  switch (codeOf(refusal)) {
    case 'EADDRINUSE':
      return `Stop what holds it (\`ss -lntup\` shows it), or set ${variable} to another port.`;
    case 'EACCES':
      return `Ports below 1024 take a privilege: set ${variable} to a higher one, and let a proxy listen on it.`;
    case 'EADDRNOTAVAIL':
      return 'SIDELINE_HOST is not an address of this machine: set it to one that is, or to 0.0.0.0 for all.';
    default:
      return `Set SIDELINE_HOST and ${variable} to where this machine can listen.`;
  }
}
