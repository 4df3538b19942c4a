import { expect, it, onTestFinished } from 'vitest';
import { ownAddress } from '../../../server/addresses.ts';
import { loadConfig } from '../../../server/config.ts';
import { type SfuAddress, SfuWorker } from '../../../server/sfu/sfu-worker.ts';

/** Addresses of the ICE candidates that browsers are given, with their protocols, the best first. */
async function candidates(address: Omit<SfuAddress, 'port'>): Promise<string[]> {
  const worker = await SfuWorker.create({ ...address, port: 0 });
  onTestFinished(() => worker.close());
  const router = await worker.createRouter();
  const transport = await router.createWebRtcTransport({ webRtcServer: worker.webRtcServer });
  return transport.iceCandidates.map((candidate) => `${candidate.protocol} ${candidate.address}`);
}

const fromEnvironment = (env: NodeJS.ProcessEnv) => {
  const { host, announcedAddress, alsoAnnounced } = loadConfig(env);
  return { host, announcedAddress, alsoAnnounced };
};

const own = ownAddress();

it.runIf(own !== undefined)(
  'offers loopback first on the default start, and an address that Firefox takes',
  async () => {
    expect(await candidates(fromEnvironment({}))).toEqual([
      'udp 127.0.0.1',
      'tcp 127.0.0.1',
      `udp ${own}`,
      `tcp ${own}`,
    ]);
  },
);

it('offers the loopback of IPv6 where it listens on that', async () => {
  const offered = await candidates(fromEnvironment({ SIDELINE_HOST: '::1' }));
  expect(offered.slice(0, 2)).toEqual(['udp ::1', 'tcp ::1']);
});

it('starts without an address that the machine has no more', async () => {
  const gone = { host: '127.0.0.1', announcedAddress: '127.0.0.1', alsoAnnounced: '192.0.2.77' };
  expect(await candidates(gone)).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1']);
});
