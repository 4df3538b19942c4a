import { describe, expect, it } from 'vitest';
import { addressReader } from '../../../../server/support/address.ts';

type Request = Parameters<ReturnType<typeof addressReader>>[0];
const request = (remoteAddress: string, forwarded?: string) =>
  ({ headers: { ...(forwarded && { 'x-forwarded-for': forwarded }) }, socket: { remoteAddress } }) as Request;

describe('the address that a request counts for', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::7', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of a connection from %s is %s', (remote, address) => {
    expect(addressReader(false)(request(remote))).toBe(address);
  });

  it('is what a trusted proxy saw, whatever the sender claims before it', () => {
    expect(addressReader(true)(request('127.0.0.1', '10.9.9.9, 192.0.2.7'))).toBe('192.0.2.7');
  });

  it('is that of the connection while no proxy is trusted', () => {
    expect(addressReader(false)(request('127.0.0.1', '192.0.2.7'))).toBe('127.0.0.1');
  });
});
