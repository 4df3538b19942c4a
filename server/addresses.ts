/** Which of the machine's addresses media are received on, and which of them are announced to browsers. */
import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Addresses and names that reach this machine only. */
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Interfaces that other devices rarely reach: containers, virtual machines and tunnels, by the names that they have. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali|lxc|lxd|podman|tun|tap|utun|wg|tailscale|zt|vEthernet)/i;

/** Addresses that a machine gives itself where nobody else does (RFC 3927; RFC 4291, 2.5.6). */
const LINK_LOCAL = /^(169\.254\.|fe[89ab])/i;

export const isLoopback = (address: string): boolean => LOOPBACK.test(address);

/** Listening on this address means listening on all. */
export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

/**
 * The address that other devices most likely reach this machine by; undefined when it has none but loopback. Real interfaces
 * come before virtual ones, IPv4 before IPv6, addresses that a network gave before those that the machine gave itself; then
 * the order in which the system names them.
 */
export function ownAddress(interfaces: Interfaces = networkInterfaces()): string | undefined {
  const candidates = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address, family }) => ({
        address,
        // What counts more stands higher than all that counts less together.
        rank: 4 * Number(VIRTUAL.test(name)) + 2 * Number(LINK_LOCAL.test(address)) + Number(family === 'IPv6'),
      })),
  );
  return candidates.sort((a, b) => a.rank - b.rank)[0]?.address;
}

/** What the media ports are opened on. */
export interface MediaAddresses {
  /** Address in the ICE candidates. */
  announced: string;
  /**
   * A second address of the machine, opened and announced beside the first. A server that listens on loopback needs it for
   * Firefox, which never connects media by loopback. Without a link's ICE credentials nobody gets anything there.
   */
  also: string | undefined;
}

/**
 * @param host the address that the server listens on
 * @param given what the operator wants to be announced; decides alone
 * @returns undefined when no address can be announced
 */
export function mediaAddresses(
  host: string,
  given: string | undefined,
  interfaces: Interfaces = networkInterfaces(),
): MediaAddresses | undefined {
  if (given !== undefined) return { announced: given, also: undefined };
  const own = ownAddress(interfaces);
  if (isWildcard(host)) return own === undefined ? undefined : { announced: own, also: undefined };
  const announced = host === 'localhost' ? '127.0.0.1' : host;
  return { announced, also: isLoopback(host) ? own : undefined };
}

/** Whether this machine has the address now: one that it had at the start may be gone with a network. */
export function hasAddress(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  return Object.values(interfaces).some((addresses) => addresses?.some((known) => known.address === address));
}

/** An address as it stands in a URL. */
export const inUrl = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);
