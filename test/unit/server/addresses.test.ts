import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hasAddress, inUrl, mediaAddresses, ownAddress } from '../../../server/addresses.ts';

const anAddress = (address: string): NetworkInterfaceInfo => {
  const common = { address, netmask: '', mac: '', internal: address === '127.0.0.1' || address === '::1', cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};
const interfacesOf = (table: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(table).map(([name, addresses]) => [name, addresses.map(anAddress)]));

const LO = { lo: ['127.0.0.1', '::1'] };

describe('the address that other devices reach the machine by', () => {
  it.each([
    ['the only one', { ...LO, eth0: ['192.168.1.5'] }, '192.168.1.5'],
    ['that of a real interface, not of containers', { docker0: ['172.17.0.1'], wlan0: ['192.168.1.5'] }, '192.168.1.5'],
    ['not that of a tunnel', { tun0: ['10.8.0.2'], tailscale0: ['100.80.1.2'], enp3s0: ['10.0.0.7'] }, '10.0.0.7'],
    ['that of a container where there is no other', { ...LO, docker0: ['172.17.0.1'] }, '172.17.0.1'],
    ['one that the network gave', { eth0: ['169.254.3.4'], eth1: ['192.168.1.5'] }, '192.168.1.5'],
    ['IPv4 before IPv6', { eth0: ['2001:db8::5', '192.168.1.5'] }, '192.168.1.5'],
    ['IPv6 where there is no other', { ...LO, eth0: ['fe80::1', '2001:db8::5'] }, '2001:db8::5'],
    ['none on a machine without a network', LO, undefined],
  ])('is %s', (_, table, address) => {
    expect(ownAddress(interfacesOf(table))).toBe(address);
  });
});

describe('what media ports are opened on', () => {
  const interfaces = interfacesOf({ ...LO, eth0: ['192.168.1.5'] });
  it.each([
    ['127.0.0.1', undefined, { announced: '127.0.0.1', also: '192.168.1.5' }],
    ['localhost', undefined, { announced: '127.0.0.1', also: '192.168.1.5' }],
    ['::1', undefined, { announced: '::1', also: '192.168.1.5' }],
    ['0.0.0.0', undefined, { announced: '192.168.1.5', also: undefined }],
    ['::', undefined, { announced: '192.168.1.5', also: undefined }],
    ['192.0.2.4', undefined, { announced: '192.0.2.4', also: undefined }],
    ['0.0.0.0', '203.0.113.7', { announced: '203.0.113.7', also: undefined }],
    ['127.0.0.1', '127.0.0.1', { announced: '127.0.0.1', also: undefined }],
  ])('listening on %s, announcing %s', (host, given, addresses) => {
    expect(mediaAddresses(host, given, interfaces)).toEqual(addresses);
  });

  it('is loopback alone on a machine without a network, and nothing where others shall reach it', () => {
    expect(mediaAddresses('127.0.0.1', undefined, interfacesOf(LO))).toEqual({
      announced: '127.0.0.1',
      also: undefined,
    });
    expect(mediaAddresses('0.0.0.0', undefined, interfacesOf(LO))).toBeUndefined();
  });
});

it('knows which addresses are there', () => {
  const interfaces = interfacesOf(LO);
  expect([hasAddress('::1', interfaces), hasAddress('192.168.1.5', interfaces)]).toEqual([true, false]);
});

it('writes IPv6 addresses into URLs in brackets', () => {
  expect([inUrl('192.0.2.4'), inUrl('::1')]).toEqual(['192.0.2.4', '[::1]']);
});
