import { describe, expect, it } from 'vitest';
import { checkAnnouncedAddress, checkSecureContext } from '../../../../server/cli/doctor/address.ts';

const ports = { rtcPort: 40_000, workers: 2, alsoAnnounced: undefined };

describe('the announced address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', [], false, 'warn', 'this machine only'],
    ['0.0.0.0', '192.168.1.5', ['192.168.1.5'], false, 'ok', 'the same network only'],
    ['0.0.0.0', '203.0.113.7', ['203.0.113.7'], false, 'ok', 'the internet'],
    ['0.0.0.0', '203.0.113.7', ['10.0.0.4'], false, 'warn', 'not an address of this machine'],
    ['0.0.0.0', '172.17.0.2', ['172.17.0.2'], true, 'warn', 'container'],
    ['0.0.0.0', '172.32.0.2', ['172.32.0.2'], true, 'ok', 'the internet'],
    ['0.0.0.0', 'localhost.invalid', [], false, 'fail', 'localhost.invalid'],
  ])(
    'listening on %s, announcing %s, on a machine with %j (container: %s): %s',
    async (host, announcedAddress, addresses, inContainer, status, words) => {
      const finding = await checkAnnouncedAddress({ host, announcedAddress, ...ports }, { addresses, inContainer });
      expect(finding.status).toBe(status);
      expect(finding.found).toContain(words);
    },
  );

  it('on loopback, names the second address that Firefox takes', async () => {
    const config = { host: '127.0.0.1', announcedAddress: '127.0.0.1', ...ports, alsoAnnounced: '192.168.1.5' };
    const { status, found } = await checkAnnouncedAddress(config, { addresses: ['192.168.1.5'], inContainer: false });
    expect(status).toBe('ok');
    expect(found).toContain('192.168.1.5');
  });

  it('behind NAT, says which ports are to be forwarded', async () => {
    const config = { host: '0.0.0.0', announcedAddress: '203.0.113.7', ...ports };
    const { advice } = await checkAnnouncedAddress(config, { addresses: [], inContainer: false });
    expect(advice).toContain('UDP and TCP ports 40000 to 40001');
  });
});

describe('the camera permission', () => {
  const tls = { cert: '/c.pem', key: '/k.pem' };

  it.each([
    ['only this machine is served', { host: '127.0.0.1', tls: undefined, publicUrl: undefined }, 'ok'],
    ['HTTPS is served', { host: '0.0.0.0', tls, publicUrl: undefined }, 'ok'],
    ['a proxy serves HTTPS', { host: '0.0.0.0', tls: undefined, publicUrl: 'https://coach.example.org' }, 'ok'],
    ['a proxy serves HTTP', { host: '0.0.0.0', tls: undefined, publicUrl: 'http://coach.example.org' }, 'warn'],
    ['others are served by HTTP', { host: '0.0.0.0', tls: undefined, publicUrl: undefined }, 'warn'],
  ])('when %s', (_, config, status) => {
    expect(checkSecureContext(config).status).toBe(status);
  });
});
